"""Sections: headings, and the dated entries below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from bulletins.importing.document import Block, Kind, inline_html, paragraph_html
from bulletins.importing.interpreter import openings
from bulletins.importing.interpreter.layout import looks_like_heading
from bulletins.importing.interpreter.takeaways import same_words
from bulletins.importing.reading import (
    EntryReading,
    Ledger,
    SourceReading,
    TakeawayReading,
    excerpt,
)
from bulletins.rendering.html import clean, plain_text

Period = tuple[date, date]
_LONGEST_TITLE = 300


@dataclass(slots=True)
class Section:
    """A heading and the blocks of each entry below it."""

    heading: Block | None = None
    entries: list[list[Block]] = field(default_factory=list)


def divide(blocks: Sequence[Block], *, headlines: set[str]) -> list[Section]:
    """Sections in the order of the document; a first one without heading where there is none."""
    sections: list[Section] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if same_words(block.text) in headlines or looks_like_heading(block, following):
            sections.append(Section(heading=block))
            continue
        if not sections:
            sections.append(Section())
        _add(sections[-1], block)
    return sections


def read_entries(section: Section, *, period: Period | None, ledger: Ledger) -> list[EntryReading]:
    """The entries of a section, in its order, each dated from its opening."""
    entries: list[EntryReading] = []
    before: date | None = None
    for blocks in section.entries:
        entry = _read_entry(blocks, period, before, ledger)
        if before and entry.event_date and entry.event_date < before:
            ledger.doubt(
                "entry-order", entry.place, f"{entry.event_date} stands after {before}; order kept."
            )
        before = entry.event_date or before
        entries.append(entry)
    return entries


def place(section: TakeawayReading, takeaways: list[TakeawayReading], after: int) -> int:
    """Give a section to the takeaway whose headline it repeats, or a place of its own.

    Returns the position it now has; ``after`` is that of the section before it.
    """
    wanted = same_words(section.heading)
    for position, takeaway in enumerate(takeaways):
        if wanted and same_words(takeaway.headline) == wanted and not takeaway.entries:
            takeaway.heading = section.heading
            takeaway.entries = section.entries
            return position
    takeaways.insert(after + 1, section)
    return after + 1


def _add(section: Section, block: Block) -> None:
    """Lists, quotations and captions belong to the entry above them."""
    if section.entries and block.kind is not Kind.PARAGRAPH:
        section.entries[-1].append(block)
    else:
        section.entries.append([block])


def _read_entry(
    blocks: list[Block], period: Period | None, before: date | None, ledger: Ledger
) -> EntryReading:
    opening = openings.read_opening(blocks[0].text, period=period, before=before)
    if opening.doubt:
        check, message = opening.doubt
        ledger.doubt(check, blocks[0].place, f"{message} “{excerpt(blocks[0].text, 60)}”")
    html = _html(blocks, ledger)
    return EntryReading(
        html=html,
        text=plain_text(html),
        place=blocks[0].place,
        event_date=opening.first,
        event_date_end=opening.last,
        sources=_sources(blocks),
    )


def _html(blocks: list[Block], ledger: Ledger) -> str:
    parts: list[str] = []
    for block in blocks:
        if block.kind is Kind.ITEM:
            parts.append(f"<ul><li>{inline_html(block.runs)}</li></ul>")
        elif block.kind is Kind.QUOTE:
            parts.append(f"<blockquote>{paragraph_html(block.runs)}</blockquote>")
        elif block.kind in {Kind.CAPTION, Kind.PICTURE}:
            parts.append(_caption(block, ledger))
        else:
            parts.append(paragraph_html(block.runs))
        ledger.use(block, "entry")
    return clean("".join(parts).replace("</ul><ul>", ""))


def _caption(block: Block, ledger: Ledger) -> str:
    ledger.doubt(
        "picture", block.place, f"A picture is not imported; its words are: {excerpt(block.text)}"
    )
    return f"<figure><figcaption>{inline_html(block.runs)}</figcaption></figure>"


def _sources(blocks: list[Block]) -> list[SourceReading]:
    """The web links of an entry, each address once."""
    sources: dict[str, SourceReading] = {}
    for run in (run for block in blocks for run in block.runs if run.url):
        parts = urlsplit(run.url)
        if parts.scheme in {"http", "https"} and run.url not in sources:
            outlet = (parts.hostname or "").removeprefix("www.")
            sources[run.url] = SourceReading(outlet, run.text.strip()[:_LONGEST_TITLE], run.url)
    return list(sources.values())
