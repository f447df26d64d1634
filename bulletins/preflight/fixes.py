"""Putting a finding’s replacement into the text it is about."""

from __future__ import annotations

import re
from html import escape, unescape

from bulletins.rendering.html import plain_text

_PIECE = re.compile(r"<[^>]*>|&[^;\s<]{1,12};|.", re.DOTALL)
_AROUND = 16  # characters that tell one place from another like it


class CannotFix(Exception):
    """The replacement cannot be put in by one key. The message says what to do instead."""

    def __init__(self) -> None:
        super().__init__(
            "The text has changed, or a link or emphasis runs through these words. Nothing was "
            "changed: please make the correction by hand."
        )


def in_html(html: str, *, start: int, end: int, replacement: str) -> str:
    """The HTML with these characters of its plain text replaced; marks around them stay.

    Raises ``CannotFix`` where the words cannot be found for certain or a mark divides them.
    """
    text = plain_text(html)
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2].removeprefix("• ")
    after = text[end : end + _AROUND].partition("\n")[0]
    wanted = before + text[start:end] + after
    letters, places = _letters(html)
    found = _occurrence(letters, wanted, nth=text[: start - len(before)].count(wanted))
    first, last = found + len(before), found + len(wanted) - len(after)
    begin = places[first][0] if first < len(places) else len(html)
    stop = places[last - 1][1] if last > first else begin
    if "<" in html[begin:stop]:
        raise CannotFix
    return html[:begin] + escape(replacement, quote=False) + html[stop:]


def in_text(text: str, *, start: int, end: int, replacement: str) -> str:
    """The plain text with these characters replaced."""
    return text[:start] + replacement + text[end:]


def _letters(html: str) -> tuple[str, list[tuple[int, int]]]:
    """The characters outside tags, and where each stands in the HTML."""
    letters, places = [], []
    for piece in _PIECE.finditer(html):
        if piece[0].startswith("<") and len(piece[0]) > 1:
            continue
        for letter in unescape(piece[0]):
            letters.append(letter)
            places.append(piece.span())
    return "".join(letters), places


def _occurrence(letters: str, wanted: str, *, nth: int) -> int:
    position = -1
    for _ in range(nth + 1):
        position = letters.find(wanted, position + 1)
        if position < 0 or not wanted:
            raise CannotFix
    return position
