"""One cell to one fact. What cannot be read for certain is empty and doubted, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from bulletins.incidents.figures import Figure

UNKNOWN = Figure(None, None)
_NOT_TOLD = frozenset({"", "unknown", "n/a", "na", "?", "-", "–", "not known", "none reported"})
_EXACT = re.compile(r"(\d{1,6})")
_RANGE = re.compile(r"(\d{1,6})\s*(?:-|–|—|to)\s*(\d{1,6})")
_AT_LEAST = re.compile(r"(?:at least|more than|over|>=?)\s*(\d{1,6})|(\d{1,6})\s*\+")
_AT_MOST = re.compile(r"(?:up to|at most|<=)\s*(\d{1,6})")
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y")
Doubt = Callable[[str], None]


def figure(cell: Any, what: str, doubt: Doubt) -> Figure:
    """“4”, “4–7”, “10+”, “up to 7”, “unknown”."""
    words = _words(cell).casefold()
    if words in _NOT_TOLD:
        return UNKNOWN
    if found := _EXACT.fullmatch(words):
        return Figure(int(found[1]), int(found[1]))
    if (found := _RANGE.fullmatch(words)) and int(found[1]) <= int(found[2]):
        return Figure(int(found[1]), int(found[2]))
    if found := _AT_LEAST.fullmatch(words):
        strictly = words.startswith(("more than", "over")) or (words[0] == ">" and "=" not in words)
        return Figure(int(found[1] or found[2]) + strictly, None)
    if found := _AT_MOST.fullmatch(words):
        return Figure(None, int(found[1]))
    doubt(f"“{_short(cell)}” is not a number of {what}; it was left unknown.")
    return UNKNOWN


def whole(cell: Any, what: str, doubt: Doubt) -> int | None:
    """A figure of one bound."""
    found = figure(cell, what, doubt)
    if found.low is not None and found.low == found.high:
        return found.low
    if not found.is_unknown:
        doubt(f"“{_short(cell)}” is not one number of {what}; it was left empty.")
    return None


def day(cell: Any, doubt: Doubt) -> date | None:
    """A day in one of the usual forms; month before day in figures."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = _words(cell)
    if words.casefold() in _NOT_TOLD:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    doubt(f"“{_short(cell)}” is not a day; write it as 2017-07-27.")
    return None


def degrees(cell: Any, what: str, doubt: Doubt) -> float | None:
    """A coordinate with a decimal point or comma."""
    words = _words(cell).replace(",", ".")
    if words.casefold() in _NOT_TOLD:
        return None
    try:
        value = float(words)
    except ValueError:
        doubt(f"“{_short(cell)}” is not a {what}; it was left out.")
        return None
    if not -180 <= value <= 180:  # Also false for “nan”.
        doubt(f"“{_short(cell)}” is not a {what}; it was left out.")
        return None
    return value


def text(cell: Any, *, most: int) -> str:
    """Words on one line; the apostrophe that keeps a formula harmless is taken off again."""
    words = " ".join(_words(cell).split())
    if words.startswith("'") and words[1:2] in ("=", "+", "-", "@"):
        words = words[1:]
    return words[:most]


def _words(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _short(cell: Any) -> str:
    words = _words(cell)
    return words if len(words) <= 40 else f"{words[:40]}…"
