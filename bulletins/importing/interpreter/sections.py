"""Sections: headings, and the dated entries below them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from bulletins.importing.document import Block, Kind
from bulletins.importing.interpreter import openings
from bulletins.importing.interpreter.bodies import body_html
from bulletins.importing.interpreter.layout import looks_like_heading
from bulletins.importing.interpreter.takeaways import same_words
from bulletins.importing.reading import (
    EntryReading,
    Ledger,
    SourceReading,
    TakeawayReading,
    excerpt,
)
from bulletins.rendering.html import plain_text

Period = tuple[date, date]
_LONGEST_TITLE = 300
_MOST_HEADING_LINES = 4


@dataclass(slots=True)
class Section:
    """A heading, in one block or broken over several, and the blocks of each entry below it."""

    heading: list[Block] = field(default_factory=list)
    entries: list[list[Block]] = field(default_factory=list)

    @property
    def heading_text(self) -> str:
        """The heading in one line; empty where the section has none."""
        return " ".join(block.text for block in self.heading)

    def add(self, block: Block) -> None:
        """Lists, quotations and captions belong to the entry above; so does what resumes it."""
        if self.entries and (block.kind is not Kind.PARAGRAPH or self._is_resumed_by(block)):
            self.entries[-1].append(block)
        else:
            self.entries.append([block])

    def _is_resumed_by(self, block: Block) -> bool:
        above = self.entries[-1][-1]
        is_after_inset = above.kind in {Kind.ITEM, Kind.QUOTE} and len(self.entries[-1]) > 1
        return is_after_inset and openings.opens_undated(block.text)


def divide(blocks: Sequence[Block], *, headlines: set[str]) -> list[Section]:
    """Sections in the order of the document; a first one without heading where there is none."""
    sections: list[Section] = []
    at = 0
    while at < len(blocks):
        length = _heading_length(blocks[at : at + _MOST_HEADING_LINES], headlines)
        if length:
            sections.append(Section(heading=list(blocks[at : at + length])))
        elif not sections:
            sections.append(Section(entries=[[blocks[at]]]))
        else:
            sections[-1].add(blocks[at])
        at += length or 1
    return sections


def _heading_length(blocks: Sequence[Block], headlines: set[str]) -> int:
    """How many blocks from the first on make a heading: 0 for an entry.

    A headline that a PDF broke over several lines is put together again.
    """
    words = ""
    for count, block in enumerate(blocks, start=1):
        words = f"{words} {same_words(block.text)}".strip()
        if words in headlines:
            return count
    following = blocks[1] if len(blocks) > 1 else None
    return int(looks_like_heading(blocks[0], following))


def read_entries(section: Section, *, period: Period | None, ledger: Ledger) -> list[EntryReading]:
    """The entries of a section, in its order, each dated from its opening."""
    entries: list[EntryReading] = []
    before: date | None = None
    last: date | None = None  # which “The following day” counts from
    for blocks in section.entries:
        entry = _read_entry(blocks, period, last, ledger)
        if before and entry.event_date and entry.event_date < before:
            ledger.doubt(
                "entry-order", entry.place, f"{entry.event_date} stands after {before}; order kept."
            )
        before = entry.event_date or before
        last = entry.event_date_end or entry.event_date or last
        entries.append(entry)
    return entries


def arrange(
    sections: Sequence[TakeawayReading], takeaways: Sequence[TakeawayReading]
) -> list[TakeawayReading]:
    """Give each section to the takeaway whose headline it repeats, or a place of its own.

    A section that no takeaway announces stands behind the section before it; one that comes before
    all others stands behind the takeaways without a section.
    """
    waiting: dict[str, deque[int]] = {}
    for at, takeaway in enumerate(takeaways, start=1):
        waiting.setdefault(same_words(takeaway.headline), deque()).append(at)
    waiting.pop("", None)
    matched = [waiting[words][0] for s in sections if (words := same_words(s.heading)) in waiting]
    behind: list[list[TakeawayReading]] = [[], *([takeaway] for takeaway in takeaways)]
    here = min(matched) - 1 if matched else len(takeaways)
    for section in sections:
        own = waiting.get(same_words(section.heading))
        if own:
            here = own.popleft()
            takeaways[here - 1].heading = section.heading
            takeaways[here - 1].entries = section.entries
        else:
            behind[here].append(section)
    return [takeaway for group in behind for takeaway in group]


def _read_entry(
    blocks: list[Block], period: Period | None, before: date | None, ledger: Ledger
) -> EntryReading:
    opening = openings.read_opening(blocks[0].text, period=period, before=before)
    if opening.doubt:
        check, message = opening.doubt
        ledger.doubt(check, blocks[0].place, f"{message} “{excerpt(blocks[0].text, 60)}”")
    html = body_html(blocks, ledger, as_what="entry")
    return EntryReading(
        html=html,
        text=plain_text(html),
        place=blocks[0].place,
        event_date=opening.first,
        event_date_end=opening.last,
        sources=_sources(blocks),
    )


def _sources(blocks: list[Block]) -> list[SourceReading]:
    """The web links of an entry, each address once."""
    sources: dict[str, SourceReading] = {}
    for run in (run for block in blocks for run in block.runs if run.url):
        parts = urlsplit(run.url)
        if parts.scheme in {"http", "https"} and run.url not in sources:
            outlet = (parts.hostname or "").removeprefix("www.")
            sources[run.url] = SourceReading(outlet, run.text.strip()[:_LONGEST_TITLE], run.url)
    return list(sources.values())
