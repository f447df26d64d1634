"""Clean HTML in, clean HTML out; and the plain text of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

from bulletins.rendering.marks import MARKS

LONGEST = 500_000  # characters; a whole issue has about 50,000
# Deeper nesting ends in a RecursionError inside the PDF engine.
DEEPEST = 40
# A mark that goes can change what its neighbors mean, such as a list that stood in a table’s cell:
# the parser then closes what was open. Clean text needs one look.
_LOOKS = 5

# Word processors and other editors say the same with older tags.
_MEANS = {"b": "strong", "i": "em"}
_VOID = frozenset({"br", "img"})
_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "li", "figure", "figcaption"})
# Leads a list item in plain text.
BULLET = "• "
_LINE_BREAKS = re.compile(
    rf"\s*\n\s*(?=</?(?:{'|'.join(sorted(_BLOCKS))})\b)"
    rf"|(</?(?:{'|'.join(sorted(_BLOCKS))})>)\s*\n\s*"
)
_DIRECTIONS = frozenset({"ltr", "rtl"})
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,3}")
_OUR_PICTURE = re.compile(r"/media/figures/[A-Za-z0-9._/-]+")
_PIXELS = re.compile(r"[0-9]{1,4}")


class TooLong(Exception):
    """The text is longer than ``LONGEST``; nothing was cut or saved."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"This text has {length:,} characters; {LONGEST:,} is the most one piece can hold. "
            "Nothing was saved or cut. Split it into several pieces."
        )


def clean(html: str) -> str:
    """The same text with the bulletin's marks only. Cleaning twice changes nothing.

    Scripts and styles go with their content; other unknown tags go and their text stays.
    Raises ``TooLong`` before any work is done.
    """
    if len(html) > LONGEST:
        raise TooLong(len(html))
    for _ in range(_LOOKS):
        before, html = html, _cleaned(html)
        if html == before:
            break
    return html


def _cleaned(html: str) -> str:
    kept = nh3.clean(
        html.replace("\x00", ""),
        tags={*MARKS, *_MEANS},
        attributes={tag: set(names) for tag, names in MARKS.items()},
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style", "iframe", "object"},
        link_rel=None,
        strip_comments=True,
    )
    return _Shallow.of(kept).strip()


def is_same(one: str, other: str) -> bool:
    """Nothing but line breaks between paragraphs, which every editor sets anew, differs."""
    return one == other or _unbroken(one) == _unbroken(other)


def without_empty_end(html: str) -> str:
    """Clean text without the empty paragraphs an editor leaves behind the last word or figure."""
    html = html.rstrip()
    while html.endswith("</p>"):
        start = html.rfind("<p>")
        inside = html[start + len("<p>") : -len("</p>")]
        if start < 0 or inside.replace("<br>", "").replace("&nbsp;", "").strip():
            break
        html = html[:start].rstrip()
    return html


def _unbroken(html: str) -> str:
    return _LINE_BREAKS.sub(r"\1", html).strip()


def plain_text(html: str) -> str:
    """The words of clean HTML: paragraphs apart by a blank line, list items led by a bullet."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.text()


def linked_text(html: str, number_of: Callable[[str], int]) -> str:
    """As ``plain_text``, each link followed by its number: “the report [3]”."""
    reader = _LinkedWords(number_of)
    reader.feed(html)
    reader.close()
    return reader.text()


def from_plain_text(text: str) -> str:
    """Paragraphs of HTML from text whose paragraphs stand apart by blank lines."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text)]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    match tag, name:
        case "a", "href":
            return value if _is_followable(value) else None
        case "img", "src":
            return value if _OUR_PICTURE.fullmatch(value) and ".." not in value else None
        case "img", "width" | "height":
            return value if _PIXELS.fullmatch(value) else None
        case "span", "dir":
            return value if value in _DIRECTIONS else None
        case "span", "lang":
            return value if _LANGUAGE.fullmatch(value) else None
    return value


def _is_followable(address: str) -> bool:
    """Whole web addresses, mail addresses and anchors; ``//host`` would pass as relative."""
    if address.startswith("#"):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


class _Shallow(HTMLParser):
    """Writes clean HTML again without marks that are too deep or say nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._out: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._depth = 0

    @classmethod
    def of(cls, html: str) -> str:
        writer = cls()
        writer.feed(html)
        writer.close()
        return "".join(writer._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        says_something = not (tag in {"span", "a"} and not attrs)
        if tag == "img":
            says_something = any(name == "src" for name, _ in attrs)
        if tag in _VOID:
            if says_something:
                self._out.append(self.get_starttag_text() or "")
            return
        kept = says_something and self._depth < DEEPEST
        self._open.append((tag, kept))
        if kept:
            self._depth += 1
            written = self.get_starttag_text() or ""
            self._out.append(f"<{_MEANS[tag]}>" if tag in _MEANS else written)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        name, kept = self._open.pop()
        if kept:
            self._depth -= 1
            self._out.append(f"</{_MEANS.get(name, name)}>")

    def handle_data(self, data: str) -> None:
        self._out.append(data)

    def handle_entityref(self, name: str) -> None:
        self._out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._out.append(f"&#{name};")


class _Words(HTMLParser):
    """Collects the words of clean HTML, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[list[str]] = [[]]

    def text(self) -> str:
        """The blocks, a blank line between them."""
        blocks = ("".join(block).strip() for block in self._blocks)
        return "\n\n".join(block for block in blocks if block and block != BULLET.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._blocks.append([BULLET])
        elif tag in _BLOCKS:
            self._begin_block()
        elif tag == "br":
            self._blocks[-1].append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._blocks.append([])

    def handle_data(self, data: str) -> None:
        self._blocks[-1].append(data)

    def _begin_block(self) -> None:
        """A block just inside a list item goes on behind its bullet."""
        if "".join(self._blocks[-1]).strip() != BULLET.strip():
            self._blocks.append([])


class _LinkedWords(_Words):
    """Words, with the number of each link behind it."""

    def __init__(self, number_of: Callable[[str], int]) -> None:
        super().__init__()
        self._number_of = number_of
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        if tag == "a" and self._address:
            self.handle_data(f"\N{NO-BREAK SPACE}[{self._number_of(self._address)}]")
            self._address = ""
