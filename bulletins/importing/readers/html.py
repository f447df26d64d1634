"""HTML: the body of a WordPress post, a saved page, a mail, or a DOCX made into HTML.

Parsed as a stream, so that neither depth nor broken nesting can exhaust anything. Scripts and
styles are never looked at; menus, forms and the like stay apart by region, and are accounted for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html.parser import HTMLParser

from bulletins.importing.document import Block, BlockList, Document, Kind, Region, Run, web_address
from bulletins.importing.readers import decoding, lines

_NOT_TEXT = frozenset(
    {"script", "style", "template", "noscript", "svg", "object", "iframe", "head"}
)
_BREAKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "form", "ul",
    "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "h1", "h2",
    "h3", "h4", "h5", "h6", "blockquote", "figure", "figcaption", "hr", "pre", "address", "center",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# Which open elements a start tag ends, and which ones it cannot reach beyond.
_IMPLIED_ENDS = {
    "li": ({"li"}, {"ul", "ol"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DEEPEST = 500
_STRONG = frozenset({"strong", "b"})
_EMPHASIZED = frozenset({"em", "i", "cite"})
_REGIONS = {
    "nav": Region.MENU,
    "aside": Region.SIDEBAR,
    "form": Region.FORM,
    "footer": Region.PAGE_FOOT,
}
_NAMED_REGIONS = {
    Region.COMMENTS: re.compile(r"\b(comments?|commentlist|respond|comments-area|disqus_thread)\b"),
    Region.SIDEBAR: re.compile(r"\b(sharedaddy|jp-relatedposts|sidebar|widget-area|addtoany\S*)\b"),
    Region.PAGE_HEAD: re.compile(r"\b(site-header|masthead|banner)\b"),
    Region.PAGE_FOOT: re.compile(r"\b(site-footer|colophon|entry-footer)\b"),
    Region.MENU: re.compile(r"\b(navbar|navigation|menu|breadcrumbs?|nav-links)\b"),
}
_CAPTION = re.compile(r"\b(wp-caption-text|wp-element-caption)\b")
_LONGEST_ROW = 400
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LOOKS_LIKE_HTML = re.compile(
    rb"<!doctype html|<html|<(?:p|div|span|h[1-6]|ul|table|br|body|strong)[\s>/]", re.IGNORECASE
)


@dataclass(slots=True)
class _Piece:
    kind: Kind
    runs: list[Run]
    level: int
    region: Region


@dataclass(slots=True)
class _Open:
    """An element that is open, and what it changes inside."""

    tag: str
    region: Region | None = None
    kind: Kind | None = None
    is_unread: bool = False
    has_text: bool = False  # a list item that has shown its own text already
    owns_row: bool = False
    owns_cell: bool = False


@dataclass(slots=True)
class _Row:
    cells: list[list[_Piece]] = field(default_factory=list)


def looks_like_html(data: bytes) -> bool:
    """The bytes hold markup rather than text that mentions a tag."""
    return len(_LOOKS_LIKE_HTML.findall(data[:200_000])) >= 2 or data[:200].lstrip().startswith(
        b"<"
    )


def read(data: bytes, name: str) -> Document:
    """A document from the bytes of an HTML file."""
    text, doubts = decoding.decode(data, declared=_declared_encoding(data))
    parser = parse(text)
    return Document(
        name=name,
        reader="html",
        blocks=parser.blocks(),
        sha256=sha256(data).hexdigest(),
        address=parser.address,
        published_at=parser.published_at,
        doubts=doubts,
    )


def parse(text: str) -> PageParser:
    """The parser after reading the whole text; never raises for bad markup."""
    parser = PageParser(is_automatic=not re.search(r"<(?:p|div|br)[\s>/]", text, re.IGNORECASE))
    parser.feed(text)
    parser.finish()
    return parser


class PageParser(HTMLParser):
    """Collects blocks. ``is_automatic``: blank lines make paragraphs, as WordPress stores posts."""

    def __init__(self, *, is_automatic: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.address = ""
        self.published_at: datetime | None = None
        self._is_automatic = is_automatic
        self._open: list[_Open] = []
        self._sinks: list[list[_Piece]] = [[]]
        self._rows: list[_Row] = []
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
            cells = _cells_of(piece)
            collected.add(
                piece.kind,
                piece.runs,
                place=place,
                cells=cells,
                level=piece.level,
                region=piece.region,
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
        if tag in _BREAKS or tag == "body":
            self._end_head()
        if tag in _VOID:
            self._void(tag, values)
            return
        if len(self._open) >= _DEEPEST:
            self._flush()
            return
        if tag in _BREAKS:
            self._flush()
            self._end_implied(tag)
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

    def _end_implied(self, tag: str) -> None:
        usual = (_HEADINGS, _BREAKS - _HEADINGS) if tag in _HEADINGS else ({"p"}, _BREAKS - {"p"})
        ended, limits = _IMPLIED_ENDS.get(tag, usual)
        for element in reversed(self._open):
            if element.tag in ended:
                self.handle_endtag(element.tag)
                return
            if element.tag in limits:
                return

    def handle_data(self, data: str) -> None:
        if self._unread and not self._is_page_title():
            return
        if not self._is_automatic:
            self._write(_SPACE.sub(" ", data))
            return
        for number, part in enumerate(re.split(r"\n[ \t\r]*\n\s*", data)):
            if number:
                self._flush()
            self._write("\n".join(line.strip(" \t\r\f") for line in part.split("\n")))

    def _is_page_title(self) -> bool:
        return [element.tag for element in self._open[-2:]] == ["head", "title"]

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        is_unread = tag in _NOT_TEXT
        element = _Open(tag, self._region_of(tag, values), _kind_of(tag, values), is_unread)
        self._open.append(element)
        self._count(element, +1)
        if tag == "a":
            self._links.append(web_address(values.get("href", "")))
        elif tag == "tr":
            element.owns_row = True
            self._rows.append(_Row())
        elif tag in {"td", "th"} and self._rows:
            element.owns_cell = True
            self._sinks.append([])

    def _leave(self, element: _Open) -> None:
        if element.tag in _BREAKS or element.tag == "title":
            self._flush(element)
        self._count(element, -1)
        if element.tag == "a":
            self._links.pop()
        elif element.owns_cell:
            self._rows[-1].cells.append(self._sinks.pop())
        elif element.owns_row:
            self._end_row(self._rows.pop())

    def _count(self, element: _Open, step: int) -> None:
        """Keep how many elements of each sort are open."""
        tag = element.tag
        self._unread += step * element.is_unread
        self._strong += step * (tag in _STRONG)
        self._emphasized += step * (tag in _EMPHASIZED)
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
        source = values.get("src", "").rsplit("/", 1)[-1].partition("?")[0]
        words = values.get("alt", "").strip()
        if "emoji" in values.get("class", ""):
            self._write(words)
        elif words or (source and not source.startswith("data:")):
            piece = _Piece(Kind.PICTURE, [Run(words or source[:80])], 0, _region_in(self._open))
            self._sinks[-1].append(piece)

    def _write(self, text: str) -> None:
        if not text:
            return
        last = self._runs[-1].text[-1:] if self._runs else " "
        if text[0] == " " and last in {" ", "\n"}:
            text = text[1:]
        if text:
            url = self._links[-1] if self._links else ""
            self._runs.append(Run(text, self._strong > 0, self._emphasized > 0, url))

    def _flush(self, leaving: _Open | None = None) -> None:
        """End the paragraph being written."""
        runs, self._runs = self._runs, []
        if not "".join(run.text for run in runs).strip():
            if leaving and leaving.tag == "li" and not leaving.has_text:
                self._sinks[-1].append(_Piece(Kind.ITEM, [], self._lists, _region_in(self._open)))
            return
        # The element that ends this paragraph is off the stack already, and still says what it is.
        around = [*self._open, leaving] if leaving else self._open
        kind = self._kind(around)
        level = self._lists if kind is Kind.ITEM else 0
        region = Region.TITLE if leaving and leaving.tag == "title" else _region_in(around)
        for part in lines.paragraphs_of(runs):
            part_kind, part_runs, part_level = lines.shape_of(kind, part, level)
            self._sinks[-1].append(_Piece(part_kind, list(part_runs), part_level, region))

    def _kind(self, around: Sequence[_Open]) -> Kind:
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

    def _region_of(self, tag: str, values: dict[str, str]) -> Region | None:
        if tag in _REGIONS:
            return _REGIONS[tag]
        in_text = any(element.tag in {"article", "main"} for element in self._open)
        if tag == "header":
            return None if in_text else Region.PAGE_HEAD
        if tag in {"body", "html", "article", "main"}:
            return None
        names = f"{values.get('id', '')} {values.get('class', '')}".lower()
        return next((r for r, pattern in _NAMED_REGIONS.items() if pattern.search(names)), None)

    def _end_row(self, row: _Row) -> None:
        """A short row of single cells is a table row; any other table only arranges the page."""
        words = [" ".join(" ".join(r.text for r in p.runs) for p in cell) for cell in row.cells]
        is_flat = all(len(cell) <= 1 for cell in row.cells)
        if len(row.cells) < 2 or not is_flat or sum(map(len, words)) > _LONGEST_ROW:
            self._sinks[-1] += [piece for cell in row.cells for piece in cell]
            return
        if any(word.strip() for word in words):
            runs = [Run("\t".join(word.strip() for word in words))]
            self._sinks[-1].append(_Piece(Kind.ROW, runs, 0, _region_in(self._open)))

    def _read_meta(self, values: dict[str, str]) -> None:
        name = values.get("property") or values.get("name", "")
        if name == "article:published_time":
            self.published_at = _moment(values.get("content", ""))
        elif name == "og:url":
            self.address = self.address or values.get("content", "")
        elif values.get("rel") == "canonical":
            self.address = values.get("href", "") or self.address


def _region_in(around: Sequence[_Open]) -> Region:
    """The region of the outermost element that names one."""
    return next((element.region for element in around if element.region), Region.BODY)


def _cells_of(piece: _Piece) -> tuple[str, ...]:
    if piece.kind is not Kind.ROW:
        return ()
    return tuple("".join(run.text for run in piece.runs).split("\t"))


def _kind_of(tag: str, values: dict[str, str]) -> Kind | None:
    if tag in _HEADINGS:
        return Kind.HEADING
    if tag == "blockquote":
        return Kind.QUOTE
    if tag == "figcaption" or _CAPTION.search(values.get("class", "")):
        return Kind.CAPTION
    return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _declared_encoding(data: bytes) -> str:
    match = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", data[:2048])
    return match[1].decode("ascii") if match else ""
