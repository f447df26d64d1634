"""Takeaways: where the headline ends, and what belongs to one takeaway."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletins.importing.document import Block, Kind, Run, cut, inline_html, stripped
from bulletins.importing.interpreter.openings import opens_with_a_date
from bulletins.importing.reading import Ledger, TakeawayReading, excerpt
from bulletins.rendering.html import clean, plain_text

_MORE = re.compile(r"\bmore\s?(?:\u2026|\.(?:\s?\.){1,3})[\s)\]]*$", re.IGNORECASE)
_LONGEST_MORE = 24
# A dash between words; ASCII only when it is doubled or stands free.
_DASH = re.compile(r"\s(?:[\u2013\u2014\u2212]|-{1,2})\s|\s?--\s?")
# “forces. The” ends a sentence, “U.S. Forces” does not.
_SENTENCE_END = re.compile(r"(?<![A-Z]\.[A-Z])(?<!\bSt)(?<!\bGen)(?<!\bMr)[.!?][”\"’']?\s+[A-Z]")
_LONGEST_HEADLINE = 300


def same_words(text: str) -> str:
    """The text reduced to what counts when headlines are compared."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def group(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks of each takeaway: a bullet with the nested bullets and paragraphs that follow it.

    Without bullets every paragraph is a takeaway of its own; a lone “more…” joins the one above.
    """
    has_bullets = any(_is_bullet(block) for block in blocks)
    groups: list[list[Block]] = []
    for block in blocks:
        starts = _is_bullet(block) if has_bullets else not _continues(block)
        if starts or not groups:
            groups.append([block])
        else:
            groups[-1].append(block)
    return groups


def read_takeaway(
    blocks: Sequence[Block], *, headings: set[str], ledger: Ledger
) -> TakeawayReading:
    """Headline and summary of one takeaway.

    The first spaced dash divides them. Without one, or where the part before it is no headline,
    all of it is summary. ``headings`` are the sections' headings, reduced by ``same_words``.
    """
    lead, *rest = [stripped(_without_more(block.runs)) for block in blocks]
    headline, lead = _split(lead, headings)
    html = _assemble([(blocks[0], lead), *zip(blocks[1:], rest, strict=True)])
    if not headline and not html:
        ledger.doubt("empty-bullet", blocks[0].place, "An empty bullet stands here.")
    return TakeawayReading(headline=headline, summary_html=html, summary=plain_text(html))


def is_repeated(blocks: Sequence[Block], earlier: Sequence[str]) -> bool:
    """The takeaway stands in the document already, word for word."""
    words = same_words(blocks[0].text)
    return len(words) > 60 and words in earlier


def ends_in_more(block: Block) -> bool:
    """The block ends in the link to its section."""
    return _start_of_more(block.text) is not None


def _is_bullet(block: Block) -> bool:
    return block.kind is Kind.ITEM and block.level <= 1


def _continues(block: Block) -> bool:
    return _start_of_more(block.text) == 0 or block.kind in {Kind.ITEM, Kind.QUOTE, Kind.CAPTION}


def _without_more(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    start = _start_of_more("".join(run.text for run in runs))
    return runs if start is None else cut(runs, 0, start)


def _start_of_more(text: str) -> int | None:
    """Where the closing “more…” begins, with the bracket before it; ``None`` without one."""
    tail = text[-_LONGEST_MORE:]
    match = _MORE.search(tail)
    if match is None:
        return None
    return len(text) - len(tail) + len(tail[: match.start()].rstrip(" ([\u00a0"))


def _split(runs: tuple[Run, ...], headings: set[str]) -> tuple[str, tuple[Run, ...]]:
    text = "".join(run.text for run in runs)
    dash = _DASH.search(text)
    if dash is None:
        is_lone_heading = same_words(text) in headings
        return (text, ()) if is_lone_heading else ("", runs)
    headline = text[: dash.start()].strip()
    if same_words(headline) not in headings and not _is_headline(headline, text[dash.end() :]):
        return "", runs
    return headline, stripped(cut(runs, dash.end()))


def _is_headline(text: str, following: str) -> bool:
    """Untitled years use dashes within sentences: there, prose goes on in lower case."""
    if not text or len(text) > _LONGEST_HEADLINE or opens_with_a_date(text):
        return False
    return not _SENTENCE_END.search(text) and not following[:1].islower()


def _assemble(parts: Sequence[tuple[Block, tuple[Run, ...]]]) -> str:
    """The summary as HTML: paragraphs, with nested bullets as a list."""
    html: list[str] = []
    is_in_list = False
    for position, (block, runs) in enumerate(parts):
        is_nested = block.kind is Kind.ITEM and position > 0
        if is_nested != is_in_list:
            html.append("<ul>" if is_nested else "</ul>")
            is_in_list = is_nested
        if runs:
            html.append(_element("li" if is_nested else "p", block, runs))
    if is_in_list:
        html.append("</ul>")
    return clean("".join(html).replace("<ul></ul>", ""))


def _element(tag: str, block: Block, runs: tuple[Run, ...]) -> str:
    body = f"<{tag}>{inline_html(runs)}</{tag}>"
    return f"<blockquote>{body}</blockquote>" if block.kind is Kind.QUOTE else body


def describe(takeaway: TakeawayReading) -> str:
    """A takeaway in a message: its headline, or how it begins."""
    return takeaway.headline or excerpt(takeaway.summary, 50) or takeaway.heading or "untitled"
