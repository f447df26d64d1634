"""What a mail uses, against what mail programs know (caniemail.json, made by facts.py)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.mails.facts import CLIENTS, FACTS

KNOWN = json.loads(FACTS.read_text())

# As old as mail in HTML: there is no row for them, and no program without them.
PLAIN_ELEMENTS = {"a", "br", "em", "head", "html", "li", "meta", "tbody", "td", "th", "thead",
                  "title", "tr"}  # fmt: skip
PLAIN_ATTRIBUTES = {"alt", "border", "charset", "class", "colspan", "content", "href", "hreflang",
                    "id", "name", "scope", "src", "style", "start"}  # fmt: skip
PLAIN_PROPERTIES = {"color", "font-family", "font-style"}
ROWS = {
    **dict.fromkeys(["h1", "h2", "h3"], "html-h1-h6"),
    **dict.fromkeys(["ul", "ol"], "html-lists"),
    **dict.fromkeys(["figure", "figcaption"], "html-semantics"),
    **{
        f"{one}-{side}": f"css-{one}"
        for one in ("border", "margin", "padding")
        for side in ("top", "right", "bottom", "left", "color")
    },
    "list-style": "css-list-style",
}
_UNITS = {"px": "css-unit-px", "%": "css-unit-percent"}
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;}]+)")
_STYLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


class UnknownFeature(Exception):
    """The lint has no row for this: add it to one of the lists above, or use something else."""


def complaints(html: str) -> set[tuple[str, str]]:
    """Every (feature, program) where the mail uses what the program does not know, or in part."""
    return {
        (row, client)
        for row in set(rows_used(html))
        for client, support in zip(CLIENTS, KNOWN[row], strict=True)
        if support in "an"
    }


def rows_used(html: str) -> Iterator[str]:
    """The rows of caniemail.com this mail depends on."""
    reader = _Reader()
    # What only Outlook sees is Outlook's own business.
    reader.feed(re.sub(r"<!--\[if mso\]>.*?<!\[endif\]-->", "", html, flags=re.DOTALL))
    yield from reader.rows
    for style in reader.styles:
        yield from _rows_of_declarations(style)
    yield from _rows_of_sheet(reader.sheet)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: set[str] = {"html-doctype"}
        self.styles: list[str] = []
        self.sheet = ""

    def handle_starttag(self, tag, attrs):
        self._note(tag, PLAIN_ELEMENTS)
        for name, value in attrs:
            self._note(name, PLAIN_ATTRIBUTES)
            if name == "style":
                self.styles.append(value)
        if dict(attrs).get("name") == "color-scheme":
            self.rows.add("html-meta-color-scheme")

    def handle_data(self, data):
        if self.lasttag == "style":
            self.sheet += data

    def handle_comment(self, data):
        self.rows.add("html-comments")

    def _note(self, name, plain):
        if name in plain or ":" in name:  # A namespace is for Outlook alone.
            return
        self.rows.add(_row(name, ROWS.get(name, f"html-{name}")))


def _rows_of_declarations(text: str) -> Iterator[str]:
    for name, value in _DECLARATION.findall(text):
        if name in PLAIN_PROPERTIES or name.startswith("mso-"):
            continue
        yield _row(name, ROWS.get(name, f"css-{name}"))
        if name == "display":
            yield _row(
                value, f"css-display-{value.strip()}" if value.strip() != "block" else "css-display"
            )
        yield from (row for unit, row in _UNITS.items() if re.search(rf"\d{unit}", value))
        if "!important" in value:
            yield "css-important"


def _rows_of_sheet(sheet: str) -> Iterator[str]:
    for query in re.findall(r"@media([^{]*)", sheet):
        yield "css-at-media-prefers-color-scheme" if "color-scheme" in query else "css-at-media"
    for selector, declarations in _STYLE_RULE.findall(re.sub(r"@media[^{]*\{", "", sheet)):
        yield from _rows_of_declarations(
            declarations.replace("supported-color-schemes", "color-scheme")
        )
        yield from _rows_of_selector(selector.strip())


def _rows_of_selector(selector: str) -> Iterator[str]:
    yield "css-selector-type" if re.match(r"[a-z]", selector) else "css-selector-class"
    if "," in selector:
        yield "css-selector-grouping"
    if " " in selector.replace(", ", ","):
        yield "css-selector-descendant"
    for name in re.findall(r":([a-z-]+)", selector):
        if name != "root":
            yield _row(name, f"css-pseudo-class-{name}")


def _row(name: str, row: str) -> str:
    if row not in KNOWN:
        raise UnknownFeature(name)
    return row
