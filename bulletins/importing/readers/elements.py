"""What the elements of a page mean for its text: kinds of paragraphs, regions, implied ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bulletins.importing.document import Kind, Region, Run

NOT_TEXT = frozenset({"script", "style", "template", "noscript", "svg", "object", "iframe", "head"})
BREAKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "form", "ul",
    "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "h1", "h2",
    "h3", "h4", "h5", "h6", "blockquote", "figure", "figcaption", "hr", "pre", "address", "center",
})  # fmt: skip
VOID = frozenset({
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
DEEPEST = 500
STRONG = frozenset({"strong", "b"})
EMPHASIZED = frozenset({"em", "i", "cite"})
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


@dataclass(slots=True)
class Piece:
    """A paragraph, list item, row or picture as it was found."""

    kind: Kind
    runs: list[Run]
    level: int
    region: Region
    source: str = ""  # where a picture lies


@dataclass(slots=True)
class Open:
    """An element that is open, and what it changes inside."""

    tag: str
    region: Region | None = None
    kind: Kind | None = None
    is_unread: bool = False
    has_text: bool = False  # a list item that has shown its own text already
    owns_row: bool = False
    owns_cell: bool = False


@dataclass(slots=True)
class Row:
    """A table row that is being read."""

    cells: list[list[Piece]] = field(default_factory=list)


def region_of(tag: str, values: dict[str, str], around: Sequence[Open]) -> Region | None:
    """The part of the page that an element with these attributes begins, if it begins one."""
    if tag in _REGIONS:
        return _REGIONS[tag]
    in_text = any(element.tag in {"article", "main"} for element in around)
    if tag == "header":
        return None if in_text else Region.PAGE_HEAD
    if tag in {"body", "html", "article", "main"}:
        return None
    names = f"{values.get('id', '')} {values.get('class', '')}".lower()
    return next((r for r, pattern in _NAMED_REGIONS.items() if pattern.search(names)), None)


def region_in(around: Sequence[Open]) -> Region:
    """The region of the outermost element that names one."""
    return next((element.region for element in around if element.region), Region.BODY)


def cells_of(piece: Piece) -> tuple[str, ...]:
    """The cells of a row; none for anything else."""
    if piece.kind is not Kind.ROW:
        return ()
    return tuple("".join(run.text for run in piece.runs).split("\t"))


def kind_of(tag: str, values: dict[str, str]) -> Kind | None:
    """What an element makes of its text, if it makes anything of it."""
    if tag in _HEADINGS:
        return Kind.HEADING
    if tag == "blockquote":
        return Kind.QUOTE
    if tag == "figcaption" or _CAPTION.search(values.get("class", "")):
        return Kind.CAPTION
    return None


def pieces_of_row(row: Row, region: Region) -> list[Piece]:
    """A short row of single cells is a table row; any other table only arranges the page."""
    words = [" ".join(" ".join(r.text for r in p.runs) for p in cell) for cell in row.cells]
    is_flat = all(len(cell) <= 1 for cell in row.cells)
    if len(row.cells) < 2 or not is_flat or sum(map(len, words)) > _LONGEST_ROW:
        return [piece for cell in row.cells for piece in cell]
    if not any(word.strip() for word in words):
        return []
    runs = [Run("\t".join(word.strip() for word in words))]
    return [Piece(Kind.ROW, runs, 0, region)]


def implied_end(tag: str, around: Sequence[Open]) -> str:
    """The open element that a start tag ends, as browsers read it; "" for none."""
    usual = (_HEADINGS, BREAKS - _HEADINGS) if tag in _HEADINGS else ({"p"}, BREAKS - {"p"})
    ended, limits = _IMPLIED_ENDS.get(tag, usual)
    for element in reversed(around):
        if element.tag in ended:
            return element.tag
        if element.tag in limits:
            return ""
    return ""
