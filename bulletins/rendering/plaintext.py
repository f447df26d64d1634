"""Setting plain text for mail: wrapped lines, underlined headings, aligned tables."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bulletins.rendering.html import BULLET

WIDTH = 72


@dataclass
class LinkList:
    """The addresses of the mail, numbered as they are first met."""

    addresses: list[str] = field(default_factory=list)

    def number_of(self, address: str) -> int:
        """The number of an address, the same each time."""
        if address not in self.addresses:
            self.addresses.append(address)
        return 1 + self.addresses.index(address)

    def mark(self, words: str, address: str) -> str:
        """“words [3]”."""
        return f"{words}\N{NO-BREAK SPACE}[{self.number_of(address)}]" if address else words


def width_of(text: str) -> int:
    """Columns the text takes: wide letters two, marks above and below letters none."""
    return sum(_columns(letter) for letter in unicodedata.normalize("NFC", text))


def wrap(text: str, *, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """The text in lines of at most ``width``; addresses are never cut.

    ``first`` begins the first line, ``rest`` all others (spaces as wide as ``first`` by default).
    Lines the text breaks itself stay broken.
    """
    indent = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for line in text.splitlines() or [""]:
        begin = first if not lines else indent
        lines += textwrap.wrap(
            line,
            width,
            initial_indent=begin,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def heading(text: str, *, underline: str = "-") -> str:
    """The text with a line below it, as long as its longest line."""
    lines = wrap(text).splitlines()
    return "\n".join([*lines, underline * max(width_of(line) for line in lines)])


def table(rows: Sequence[Sequence[str]], *, wide: int, right: frozenset[int]) -> list[str]:
    """One text per row, columns aligned and at most ``WIDTH`` wide together.

    The column ``wide`` takes what the others leave and wraps; columns in ``right`` stand flush
    right.
    """
    widths = [max(width_of(row[at]) for row in rows) for at in range(len(rows[0]))]
    others = sum(width for at, width in enumerate(widths) if at != wide) + 2 * (len(widths) - 1)
    widths[wide] = min(widths[wide], max(WIDTH - others, 12))
    return [_row(row, widths, wide=wide, right=right) for row in rows]


def paragraphs(text: str, *, first: str = "", rest: str = "") -> str:
    """Paragraphs wrapped each for itself, a blank line between; list items stand together."""
    parts: list[str] = []
    was_item = False
    for part in text.split("\n\n"):
        is_item = part.startswith(BULLET)
        if parts:
            parts.append("\n" if is_item and was_item else "\n\n")
        begin = first if not parts else rest
        parts.append(_item(part, rest) if is_item else wrap(part, first=begin, rest=rest))
        was_item = is_item
    return "".join(parts)


def link_list(links: LinkList) -> Iterator[str]:
    """A heading and the numbered addresses; nothing when there are none."""
    if links.addresses:
        yield heading("Links")
        numbered = enumerate(links.addresses, start=1)
        yield "\n".join(f"[{number}] {address}" for number, address in numbered)


def _row(row: Sequence[str], widths: Sequence[int], *, wide: int, right: frozenset[int]) -> str:
    lines = textwrap.wrap(row[wide], widths[wide]) or [""]
    texts = []
    for number, line in enumerate(lines):
        cells = [line if at == wide else cell * (number == 0) for at, cell in enumerate(row)]
        padded = [_pad(cell, widths[at], at in right) for at, cell in enumerate(cells)]
        texts.append("  ".join(padded).rstrip())
    return "\n".join(texts)


def _pad(cell: str, width: int, is_right: bool) -> str:
    gap = " " * max(width - width_of(cell), 0)
    return gap + cell if is_right else cell + gap


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _item(part: str, indent: str) -> str:
    return wrap(part.removeprefix(BULLET), first=f"{indent}- ", rest=f"{indent}  ")
