"""Numbers in prose: which of a summary's stand in none of its entries?"""

from __future__ import annotations

import re

from bulletins.rendering.html import plain_text

_SPELLED = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\b(?:" + "|".join(_SPELLED) + r")\b", re.IGNORECASE)


def numbers_in(text: str) -> dict[str, str]:
    """Each number of a plain text: its digits → as it is written there.

    “One” is left out: it is more often a pronoun than a count.
    """
    found: dict[str, str] = {}
    for written in _NUMBER.findall(text):
        digits = _SPELLED.get(written.lower(), written.replace(",", "").rstrip("."))
        if digits != "1":
            found.setdefault(digits, written)
    return found


def unsupported_numbers(summary: str, bodies: list[str]) -> list[str]:
    """The numbers of a summary (clean HTML) that none of the entries below it mentions."""
    supported: set[str] = set()
    for body in bodies:
        supported |= numbers_in(plain_text(body)).keys()
    return [
        written
        for digits, written in numbers_in(plain_text(summary)).items()
        if digits not in supported
    ]
