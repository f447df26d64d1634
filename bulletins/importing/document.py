"""The one form every reader ends in: blocks of marked text, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from html import escape
from urllib.parse import urlsplit

from bulletins.rendering.html import clean


class Kind(StrEnum):
    """What a block looked like where it was found."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "list item"
    ROW = "table row"
    QUOTE = "quotation"
    CAPTION = "caption"
    PICTURE = "picture"


class Region(StrEnum):
    """Which part of a saved page a block stood in; everything but the body is furniture."""

    BODY = "body"
    TITLE = "page title"
    MENU = "menu"
    PAGE_HEAD = "page head"
    PAGE_FOOT = "page foot"
    SIDEBAR = "sidebar"
    FORM = "form"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same marks."""

    text: str
    is_strong: bool = False
    is_emphasized: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row, word for word.

    ``index`` counts from 0 through the file and is what the ledger knows a block by; ``place`` says
    the same to a person ("line 17"). ``level`` is the nesting of a list item, 1 for the outermost;
    ``source`` is where a picture lies: its web address, or its name in ``Document.files``.
    """

    index: int
    kind: Kind
    runs: tuple[Run, ...]
    place: str
    cells: tuple[str, ...] = ()
    level: int = 0
    region: Region = Region.BODY
    source: str = ""

    @property
    def text(self) -> str:
        """The words without their marks."""
        return "".join(run.text for run in self.runs)

    @property
    def description(self) -> str:
        """The alternative text of a picture; empty where only its file has a name."""
        return "" if self.text == name_of(self.source) else self.text

    @property
    def is_all_strong(self) -> bool:
        """Nothing in it is set in plain weight: the way old posts wrote headings."""
        return bool(self.text.strip()) and all(
            run.is_strong for run in self.runs if run.text.strip()
        )

    def without_beginning(self, length: int) -> tuple[Run, ...]:
        """The runs behind the first ``length`` characters."""
        return stripped(cut(self.runs, length))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its reader understood it.

    ``title``, ``address`` and ``published_at`` are what stands outside the text: the title of a
    post, its slug or URL, its date. ``sha256`` is of the source, and tells whether it was imported
    before. ``doubts`` are the reader's own, as (check, message). ``files`` are the pictures that
    came along with the text, by the ``source`` of their blocks.
    """

    name: str
    reader: str
    blocks: tuple[Block, ...]
    sha256: str
    title: str = ""
    address: str = ""
    published_at: datetime | None = None
    doubts: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PostedComment:
    """A reader's reply below a post, as an archive keeps it.

    ``standing`` is "approved", "pending", "spam" or "trash"; the ids are the archive's own.
    """

    original_id: str
    parent_id: str
    name: str
    email: str
    text: str
    written_at: datetime
    standing: str


@dataclass(slots=True)
class BlockList:
    """Collects blocks and numbers them."""

    blocks: list[Block] = field(default_factory=list)

    def add(
        self,
        kind: Kind,
        runs: Iterable[Run],
        *,
        place: str,
        cells: Sequence[str] = (),
        level: int = 0,
        region: Region = Region.BODY,
        source: str = "",
    ) -> None:
        """Append one block. Outer space goes; a list item stays even when it is empty."""
        kept = stripped(tuple(runs))
        if not kept and kind is not Kind.ITEM:
            return
        index = len(self.blocks)
        self.blocks.append(Block(index, kind, kept, place, tuple(cells), level, region, source))


def cut(runs: Sequence[Run], start: int, end: int | None = None) -> tuple[Run, ...]:
    """The runs of the characters from ``start`` up to ``end``, marks kept."""
    kept: list[Run] = []
    at = 0
    for run in runs:
        first = max(start - at, 0)
        last = len(run.text) if end is None else min(end - at, len(run.text))
        if first < last:
            text = run.text[first:last]
            kept.append(Run(text, run.is_strong, run.is_emphasized, run.url))
        at += len(run.text)
    return tuple(kept)


def divided(runs: Sequence[Run], joints: Sequence[tuple[int, int]]) -> list[tuple[Run, ...]]:
    """What lies between the joints, each a span of characters in their order; looks at runs once.

    A page may have thousands of runs and of joints: cutting each part from the whole would take
    the square of that.
    """
    ends = [start for start, _ in joints] + [sum(len(run.text) for run in runs)]
    starts = [0] + [end for _, end in joints]
    parts: list[tuple[Run, ...]] = []
    first = at = 0
    for start, end in zip(starts, ends, strict=True):
        while first < len(runs) and at + len(runs[first].text) <= start:
            at += len(runs[first].text)
            first += 1
        last, reached = first, at
        while last < len(runs) and reached < end:
            reached += len(runs[last].text)
            last += 1
        parts.append(cut(runs[first:last], start - at, end - at))
    return parts


def stripped(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs without space at either end; equal neighbors joined."""
    text = "".join(run.text for run in runs)
    start = len(text) - len(text.lstrip())
    return _joined(cut(runs, start, len(text.rstrip())))


def name_of(source: str) -> str:
    """What the file of a picture is called."""
    return source.rsplit("/", 1)[-1].partition("?")[0][:80]


def web_address(text: str) -> str:
    """The text if a reader could follow it as a link (web or mail), else an empty string."""
    address = text.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return address if is_web or parts.scheme == "mailto" else ""


def inline_html(runs: Iterable[Run]) -> str:
    """The runs as HTML, without a paragraph around them."""
    return "".join(_run_html(run) for run in runs)


def paragraph_html(runs: Iterable[Run]) -> str:
    """The runs as one clean paragraph."""
    return clean(f"<p>{inline_html(runs)}</p>")


def _run_html(run: Run) -> str:
    html = escape(run.text, quote=False).replace("\n", "<br>")
    if run.is_emphasized:
        html = f"<em>{html}</em>"
    if run.is_strong:
        html = f"<strong>{html}</strong>"
    return f'<a href="{escape(run.url)}">{html}</a>' if run.url else html


def _joined(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        marks = (run.is_strong, run.is_emphasized, run.url)
        if last and marks == (last.is_strong, last.is_emphasized, last.url):
            joined[-1] = Run(last.text + run.text, *marks)
        else:
            joined.append(run)
    return tuple(joined)
