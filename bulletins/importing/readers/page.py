"""The text of a page, collected as a stream of blocks.

Neither depth nor broken nesting can exhaust anything. Scripts and styles are never looked at;
menus, forms and the like stay apart by region, and are accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html.parser import HTMLParser

from bulletins.importing.document import Block, BlockList, Kind, Region, Run, name_of, web_address
from bulletins.importing.readers import elements, lines, pictures
from bulletins.importing.readers.elements import (
    BREAKS,
    DEEPEST,
    EMPHASIZED,
    NOT_TEXT,
    STRONG,
    VOID,
    Open,
    Piece,
    Row,
    region_in,
)

# A page that loads pictures late has a stand-in first and the picture itself behind it.
_SOURCES = ("data-orig-file", "data-lazy-src", "data-src", "src")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Begins only where blanks begin: a run of thousands without a line end is looked at once.
_LINE_END = re.compile(r"(?<![ \t\r\f])[ \t\r\f]*\n[ \t\r\f]*")


class PageParser(HTMLParser):
    """Collects blocks. ``is_automatic``: blank lines make paragraphs, as WordPress stores posts."""

    def __init__(
        self, *, is_automatic: bool = False, files: Mapping[str, bytes] | None = None
    ) -> None:
        super().__init__(convert_charrefs=True)
        self._came_along = files or {}
        self.files: dict[str, bytes] = {}
        self.address = ""
        self.published_at: datetime | None = None
        self._is_automatic = is_automatic
        self._open: list[Open] = []
        self._sinks: list[list[Piece]] = [[]]
        self._rows: list[Row] = []
        self._runs: list[Run] = []
        self._links: list[str] = []
        self._strong = 0
        self._emphasized = 0
        self._unread = 0
        self._lists = 0

    def blocks(self) -> tuple[Block, ...]:
        """What was collected, numbered."""
        collected = BlockList()
        for piece in self._sinks[0]:
            place = f"paragraph {len(collected.blocks) + 1}"
            cells = elements.cells_of(piece)
            collected.add(
                piece.kind,
                piece.runs,
                place=place,
                cells=cells,
                level=piece.level,
                region=piece.region,
                source=piece.source,
            )
        return tuple(collected.blocks)

    def finish(self) -> None:
        """Close whatever the page left open."""
        self.close()
        while self._open:
            self._leave(self._open.pop())
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"meta", "link"}:
            self._read_meta(values)
        if tag in BREAKS or tag == "body":
            self._end_head()
        if tag in VOID:
            self._void(tag, values)
            return
        if len(self._open) >= DEEPEST:
            self._flush()
            return
        if tag in BREAKS:
            self._flush()
            if ended := elements.implied_end(tag, self._open):
                self.handle_endtag(ended)
        self._enter(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if not any(element.tag == tag for element in self._open):
            return
        while self._open:
            element = self._open.pop()
            self._leave(element)
            if element.tag == tag:
                return

    def parse_html_declaration(self, i: int) -> int:
        """As the standard library does, but “<![nonsense” is a comment, as in browsers."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def _end_head(self) -> None:
        """A page that never closes its head would otherwise be a page without text."""
        if any(element.tag == "head" for element in self._open[:3]):
            self.handle_endtag("head")

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open and self._open[-1].tag == "head":
            self._end_head()
        if self._unread and not self._is_page_title():
            return
        if not self._is_automatic:
            self._write(_SPACE.sub(" ", data))
            return
        for number, part in enumerate(re.split(r"\n[ \t\r]*\n\s*", data)):
            if number:
                self._flush()
            self._write(_LINE_END.sub("\n", part))

    def _is_page_title(self) -> bool:
        return [element.tag for element in self._open[-2:]] == ["head", "title"]

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        is_unread = tag in NOT_TEXT
        element = Open(
            tag,
            elements.region_of(tag, values, self._open),
            elements.kind_of(tag, values),
            is_unread,
        )
        self._open.append(element)
        self._count(element, +1)
        if tag == "a":
            self._links.append(web_address(values.get("href", "")))
        elif tag == "tr":
            element.owns_row = True
            self._rows.append(Row())
        elif tag in {"td", "th"} and self._rows:
            element.owns_cell = True
            self._sinks.append([])

    def _leave(self, element: Open) -> None:
        if element.tag in BREAKS or element.tag == "title":
            self._flush(element)
        self._count(element, -1)
        if element.tag == "a":
            self._links.pop()
        elif element.owns_cell:
            self._rows[-1].cells.append(self._sinks.pop())
        elif element.owns_row:
            region = region_in(self._open)
            self._sinks[-1] += elements.pieces_of_row(self._rows.pop(), region)

    def _count(self, element: Open, step: int) -> None:
        """Keep how many elements of each sort are open."""
        tag = element.tag
        self._unread += step * element.is_unread
        self._strong += step * (tag in STRONG)
        self._emphasized += step * (tag in EMPHASIZED)
        self._lists += step * (tag in {"ul", "ol"})

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if self._unread:
            return
        if tag == "br":
            self._runs.append(Run("\n"))
        elif tag == "hr":
            self._flush()
        elif tag == "img":
            self._picture(values)

    def _picture(self, values: dict[str, str]) -> None:
        """A picture says what its alternative text or its file is called; emoji are text."""
        words = values.get("alt", "").strip()
        if "emoji" in values.get("class", ""):
            self._write(words)
            return
        source = self._source(values)
        name = words or name_of(source) or name_of(values.get("src", ""))
        if name and not name.startswith("data:"):
            piece = Piece(Kind.PICTURE, [Run(name)], 0, region_in(self._open), source)
            self._sinks[-1].append(piece)

    def _source(self, values: dict[str, str]) -> str:
        """Where a picture lies: in a file that came along, in the page itself, or on the web."""
        written = [values[attribute] for attribute in _SOURCES if values.get(attribute)]
        for each in written:
            name = pictures.path_in_page(each)
            if name in self._came_along:
                self.files[name] = self._came_along[name]
                return name
            if (inline := pictures.inline_data(each)) is not None:
                name = f"picture {len(self.files) + 1}"
                self.files[name] = inline
                return name
        addresses = (web_address(each) for each in written)
        return next((address[:1000] for address in addresses if address), "")

    def _write(self, text: str) -> None:
        if not text:
            return
        last = self._runs[-1].text[-1:] if self._runs else " "
        if text[0] == " " and last in {" ", "\n"}:
            text = text[1:]
        if text:
            url = self._links[-1] if self._links else ""
            self._runs.append(Run(text, self._strong > 0, self._emphasized > 0, url))

    def _flush(self, leaving: Open | None = None) -> None:
        """End the paragraph being written."""
        runs, self._runs = self._runs, []
        if not "".join(run.text for run in runs).strip():
            if leaving and leaving.tag == "li" and not leaving.has_text:
                self._sinks[-1].append(Piece(Kind.ITEM, [], self._lists, region_in(self._open)))
            return
        # The element that ends this paragraph is off the stack already, and still says what it is.
        around = [*self._open, leaving] if leaving else self._open
        kind = self._kind(around)
        level = self._lists if kind is Kind.ITEM else 0
        region = Region.TITLE if leaving and leaving.tag == "title" else region_in(around)
        for part in lines.paragraphs_of(runs):
            part_kind, part_runs, part_level = lines.shape_of(kind, part, level)
            self._sinks[-1].append(Piece(part_kind, list(part_runs), part_level, region))

    def _kind(self, around: Sequence[Open]) -> Kind:
        """The nearest element that says; only the first text of a list item is the item."""
        in_paragraph = False
        for element in reversed(around):
            # “<h3>Heading<p>Text”: the heading was never closed, and ends here all the same.
            in_paragraph = in_paragraph or element.tag == "p"
            if in_paragraph and element.kind is Kind.HEADING:
                continue
            if element.tag == "li":
                is_first, element.has_text = not element.has_text, True
                return Kind.ITEM if is_first else Kind.PARAGRAPH
            if element.kind:
                return element.kind
        return Kind.PARAGRAPH

    def _read_meta(self, values: dict[str, str]) -> None:
        name = values.get("property") or values.get("name", "")
        if name == "article:published_time":
            self.published_at = _moment(values.get("content", ""))
        elif name == "og:url":
            self.address = self.address or values.get("content", "")
        elif values.get("rel") == "canonical":
            self.address = values.get("href", "") or self.address


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
