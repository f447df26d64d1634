"""What an interpreter made of a document, and what it doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bulletins.importing.document import Block, Document
from bulletins.incidents.figures import Figure


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person should look at: which check, where in the file, and what."""

    check: str
    where: str
    message: str


class Fate(StrEnum):
    """What became of a block. Every block of a document has exactly one."""

    USED = "used"
    FURNITURE = "furniture"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The fate of one block, and as what it was used or dropped."""

    fate: Fate
    as_what: str


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """Where a picture belongs: the place of the text it stands in, and the caption below it.

    ``words`` stand for it in the draft, as HTML; none where nothing is said with it.
    """

    body_place: str
    words: str
    caption: str


@dataclass(slots=True)
class Ledger:
    """Accounts for every block of a document and collects the doubts on the way.

    ``pictures`` tells of the picture at each place into which text it goes.
    """

    document: Document
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    pictures: dict[str, PlacedPicture] = field(default_factory=dict)

    def use(self, block: Block, as_what: str) -> None:
        """The block went into the result."""
        self.verdicts[block.index] = Verdict(Fate.USED, as_what)

    def drop(self, block: Block, as_what: str) -> None:
        """The block is furniture the templates make again, or residue of a web page."""
        self.verdicts[block.index] = Verdict(Fate.FURNITURE, as_what)

    def doubt(self, check: str, where: str, message: str) -> None:
        """Note something for a person to look at."""
        self.doubts.append(Doubt(check, where, message))

    def is_open(self, block: Block) -> bool:
        """Nothing has been decided about the block yet."""
        return block.index not in self.verdicts

    def close(self) -> None:
        """Report every block still open as not understood."""
        for block in self.document.blocks:
            if not self.is_open(block):
                continue
            self.verdicts[block.index] = Verdict(Fate.NOT_UNDERSTOOD, block.kind)
            self.doubt("not-understood", block.place, f"Not understood: “{excerpt(block.text)}”")

    def blocks_that_were(self, fate: Fate) -> list[Block]:
        """The blocks with this fate, in the order of the file."""
        return [b for b in self.document.blocks if self.verdicts[b.index].fate is fate]


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A link found in an entry."""

    outlet: str
    title: str
    url: str


@dataclass(slots=True)
class EntryReading:
    """One entry as it stands in the document."""

    html: str
    text: str
    place: str
    event_date: date | None = None
    event_date_end: date | None = None
    sources: list[SourceReading] = field(default_factory=list)


@dataclass(slots=True)
class TakeawayReading:
    """A takeaway with the entries of its section. Either half may be empty."""

    headline: str = ""
    summary_html: str = ""
    summary: str = ""
    heading: str = ""
    place: str = ""
    entries: list[EntryReading] = field(default_factory=list)


UNKNOWN = Figure(None, None)


@dataclass(slots=True)
class IncidentReading:
    """One row of the casualty table. A row that cannot be taken apart is its own location."""

    location: str
    place: str
    event_date: date | None = None
    deaths: Figure = UNKNOWN
    injuries: Figure = UNKNOWN


@dataclass(slots=True)
class IssueReading:
    """A weekly as read: nothing in it is saved yet."""

    title: str
    number: int | None
    period_start: date | None
    period_end: date | None
    note: str
    takeaways: list[TakeawayReading]
    incidents: list[IncidentReading]
    ledger: Ledger

    def settle_period(self, start: date | None, end: date | None) -> None:
        """Take the days a person gives over those that were read; none leaves all as it is."""
        if start and end:
            self.period_start, self.period_end = start, end

    @property
    def doubts(self) -> list[Doubt]:
        """All there is to look at, in the order it was noticed."""
        return self.ledger.doubts

    @property
    def entries(self) -> list[EntryReading]:
        """All entries, section by section."""
        return [entry for takeaway in self.takeaways for entry in takeaway.entries]


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One paragraph of a daily; ``label`` is its province or theme, where it says one."""

    html: str
    text: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class ListedReading:
    """One paragraph of “writing on iraq”."""

    text: str
    url: str
    title: str
    outlet: str


@dataclass(slots=True)
class DailyReading:
    """A daily as read: nothing in it is saved yet."""

    title: str
    series: str
    date_start: date | None
    date_end: date | None
    headlines: list[str]
    opening_html: str
    opening: str
    items: list[ItemReading]
    readings: list[ListedReading]
    ledger: Ledger

    @property
    def doubts(self) -> list[Doubt]:
        """All there is to look at, in the order it was noticed."""
        return self.ledger.doubts


def excerpt(text: str, length: int = 80) -> str:
    """The beginning of a text, for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"
