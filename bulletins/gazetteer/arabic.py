"""Arabic phrases in the order and with the few words that the forms know; names stay Arabic."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[\u0621-\u064a]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩،", "0123456789,")
# In this order: of two directions the longer one first.
_SIDES = {
    "شمال شرق": "northeast", "شمال غرب": "northwest", "جنوب شرق": "southeast",
    "جنوب غرب": "southwest", "شمال": "north", "جنوب": "south", "شرق": "east", "غرب": "west",
}  # fmt: skip
# “شمالي” and “الشمالي” are adjectives of the same side.
_SIDE = re.compile(
    rf"(?<!\S)(?:إلى |الى )?({'|'.join(_SIDES).replace(' ', '(?:ي)? ')})ي?\s+(?:من\s+)?(?=\S)"
)
_WORDS = [
    (re.compile(r"(?<=\d)\s*(?:كيلومتر\w*|كيلو\s?متر\w*|كلم|كم)(?!\w)\s*"), " km "),
    (re.compile(r"(?<!\S)(?:على\s+(?:بعد|بُعد|مسافة)|نحو|حوالي)\s+"), ""),
    (re.compile(r"(?<!\S)(?:بالقرب من|على مقربة من|قرب)\s+"), "near "),
    (re.compile(r"(?<!\S)(?:(?:في|على)\s+)?(?:أطراف|اطراف|ضواحي)\s+"), "outskirts of "),
    (re.compile(r"(?<!\S)(?:في\s+)?وسط\s+"), "central "),
    (re.compile(r"(?<!\S)بين\s+(.+?)\s+و(?=\S)"), r"between \1 and "),
    (re.compile(r"^في\s+"), ""),
]


def spelled_out(words: str) -> str:
    """“20 كم جنوب الفلوجة” as “20 km south of الفلوجة”; other scripts as they are."""
    if not _LETTERS.search(words):
        return words
    words = words.translate(_DIGITS)
    for pattern, meaning in _WORDS:
        words = pattern.sub(meaning, words)
    return " ".join(_SIDE.sub(_side, words).split())


def _side(found: re.Match[str]) -> str:
    return f"{_SIDES[found[1].replace('ي ', ' ')]} of "
