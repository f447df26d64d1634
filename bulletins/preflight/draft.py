"""An issue as preflight reads it: plain pieces of text with their places, made from its content.

The content is that of an edition (``bulletins.issues.freezing``), frozen or not, so that checks
need no database and read exactly what readers would get.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bulletins.rendering.html import plain_text

HEADLINE, HEADING, SUMMARY, ENTRY, INCIDENT = "headline", "heading", "summary", "entry", "incident"
PROSE = frozenset({SUMMARY, ENTRY})
WRITTEN = frozenset({HEADLINE, HEADING, SUMMARY, ENTRY})

# A sentence ends at . ! or ? before a space and a capital, not after an initial or “U.S.”.
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z]\.)(?<!\b[A-Z])(?<!\bMr)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\bGen)(?<!\bSgt)"
    r"[.!?][”’\")\]]*\s+(?=[“‘\"(]?[A-Z0-9])|\n+"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence and where it starts in its passage."""

    start: int
    text: str


@dataclass(frozen=True)
class Reference:
    """Who reported an entry."""

    outlet: str
    url: str


@dataclass(frozen=True)
class Passage:
    """One piece of text with the place it stands at."""

    kind: str
    place: str  # "entry:12", "takeaway:3:summary", "incident:5"
    where: str  # for people
    html: str
    text: str
    first_day: date | None = None
    last_day: date | None = None
    sources: tuple[Reference, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in order; a paragraph or list item ends one."""
        found, start = [], 0
        for end in _SENTENCE_END.finditer(self.text):
            found.append(Sentence(start, self.text[start : end.end()].rstrip()))
            start = end.end()
        found.append(Sentence(start, self.text[start:].rstrip()))
        return tuple(sentence for sentence in found if sentence.text)

    def has_day(self, day: date) -> bool:
        """The day is one of the story’s."""
        first, last = self.first_day, self.last_day or self.first_day
        return first is not None and last is not None and first <= day <= last


@dataclass(frozen=True)
class Section:
    """A takeaway with the entries under it."""

    place: str
    where: str
    headline: Passage
    heading: Passage | None  # only where it differs from the headline
    summary: Passage
    entries: tuple[Passage, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All its text, from top to bottom."""
        heading = (self.heading,) if self.heading else ()
        return (self.headline, *heading, self.summary, *self.entries)


@dataclass(frozen=True)
class Casualties:
    """One row of the incident record; None is unknown."""

    passage: Passage
    day: date | None
    location: str
    deaths: tuple[int, int] | None
    injuries: tuple[int, int] | None


@dataclass(frozen=True)
class Promoted:
    """What the daily says where an entry came from: when it was compared, and now."""

    place: str
    compared: str
    now: str
    note: str = ""
    first_day: date | None = None  # of the daily
    last_day: date | None = None


@dataclass(frozen=True)
class Draft:
    """The whole issue."""

    title: str
    period_start: date
    period_end: date
    sections: tuple[Section, ...]
    incidents: tuple[Casualties, ...]
    previous: Draft | None = None
    promoted: tuple[Promoted, ...] = ()
    dead_links: tuple[tuple[str, str], ...] = ()  # address and answer
    complaints: tuple[str, ...] = ()  # of the checker for accessibility, about the drawn issue

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every piece of text in reading order, locations of incidents last."""
        written = [passage for section in self.sections for passage in section.passages]
        return (*written, *(row.passage for row in self.incidents))

    @property
    def summaries(self) -> tuple[Passage, ...]:
        """What stands under “Key Takeaways”."""
        return tuple(section.summary for section in self.sections)

    @property
    def entries(self) -> tuple[Passage, ...]:
        """All entries in reading order."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @property
    def words(self) -> int:
        """How long it is."""
        return sum(len(passage.text.split()) for passage in self.passages)


def read(
    content: dict[str, Any],
    *,
    previous: Draft | None = None,
    promoted: tuple[Promoted, ...] = (),
    dead_links: tuple[tuple[str, str], ...] = (),
    complaints: tuple[str, ...] = (),
) -> Draft:
    """The draft in this content."""
    return Draft(
        title=content["title"],
        period_start=date.fromisoformat(content["period_start"]),
        period_end=date.fromisoformat(content["period_end"]),
        sections=tuple(_sections(content["takeaways"])),
        incidents=tuple(_casualties(row) for row in content["incidents"]),
        previous=previous,
        promoted=promoted,
        dead_links=dead_links,
        complaints=complaints,
    )


def _sections(takeaways: list[dict[str, Any]]) -> Iterator[Section]:
    for number, takeaway in enumerate(takeaways, start=1):
        name = takeaway["headline"] or takeaway["heading"] or f"section {number}"
        place = f"takeaway:{takeaway['id']}"
        heading = takeaway["heading"]
        yield Section(
            place=place,
            where=f"“{name}”",
            headline=_plain(HEADLINE, f"{place}:headline", "Headline", name, takeaway["headline"]),
            heading=_plain(HEADING, f"{place}:heading", "Heading", name, heading)
            if heading != takeaway["headline"]
            else None,
            summary=Passage(
                kind=SUMMARY,
                place=f"{place}:summary",
                where=f"Summary of “{name}”",
                html=takeaway["summary_html"],
                text=plain_text(takeaway["summary_html"]),
            ),
            entries=tuple(_entries(name, takeaway["entries"])),
        )


def _plain(kind: str, place: str, what: str, name: str, text: str) -> Passage:
    return Passage(kind=kind, place=place, where=f"{what} “{name}”", html="", text=text)


def _entries(name: str, entries: list[dict[str, Any]]) -> Iterator[Passage]:
    for number, entry in enumerate(entries, start=1):
        first, last = _day(entry["event_date"]), _day(entry["event_date_end"])
        dated = f" ({first:%B} {first.day})" if first else ""
        yield Passage(
            kind=ENTRY,
            place=f"entry:{entry['id']}",
            where=f"Entry {number}{dated} of “{name}”",
            html=entry["html"],
            text=plain_text(entry["html"]),
            first_day=first,
            last_day=last,
            sources=tuple(
                Reference(source["outlet"], source["url"]) for source in entry["sources"]
            ),
        )


def _casualties(row: dict[str, Any]) -> Casualties:
    day = _day(row["event_date"])
    passage = Passage(
        kind=INCIDENT,
        place=f"incident:{row['id']}",
        where=f"Incident of {day:%B} {day.day}" if day else "Incident without a date",
        html="",
        text=row["location"],
        first_day=day,
    )
    return Casualties(
        passage=passage,
        day=day,
        location=row["location"],
        deaths=_range(row["deaths_low"], row["deaths_high"]),
        injuries=_range(row["injuries_low"], row["injuries_high"]),
    )


def _range(low: int | None, high: int | None) -> tuple[int, int] | None:
    known = [figure for figure in (low, high) if figure is not None]
    return (min(known), max(known)) if known else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
