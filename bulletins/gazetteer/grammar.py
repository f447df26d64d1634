"""The forms that location phrases take, as patterns; tried in this order by ``phrases``."""

from __future__ import annotations

import re

from bulletins.gazetteer.directions import WORD

_QUALIFIER = r"(?:(?:about|around|approximately|approx\.?|some|roughly|nearly|almost|just)\s+)?"
_UNIT = r"(?P<unit>k\.?m\.?s?|kilometers?|kilometres?|mi\.?|miles?)"
_NAME = r"(?:(?!just\b|immediately\b|directly\b)(?P<name>.+?)\s*(?:,|;|\bin\b|–|-(?=\s))?\s*\(?)?"
_FIGURE = rf"\b(?P<figure>\d+(?:[.,]\d+)?)\s*-?\s*{_UNIT}\b"
_SCATTER = r"(?:different|various|several|multiple|many|other|numerous|separate)"
_PARTS = r"(?:parts|areas|districts|neighborhoods|neighbourhoods|locations|places|sections)"
_EDGES = r"(?:entrance|outskirts?|edge|gate|approach|suburbs?|periphery|exit)"
_NEAR = (
    r"(?:near(?:by)?|close to|outside(?: of)?|next to|adjacent to|in the vicinity of|around|"
    r"opposite|(?:on )?the outskirts of|outskirts of|entrance to|(?:on )?the edge of)"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^{pattern}$", re.IGNORECASE)


SCATTERED = _form(
    rf"(?:in |across )?(?:{_SCATTER} {_PARTS}|across|throughout|all over)"
    r"(?: of| in| across| around)?(?: the)? (?P<base>.+)"
)
BETWEEN = _form(
    r"(?:(?P<name>.+?),?\s+)?(?:the\s+)?(?:area\s+|road\s+)?"
    r"between (?P<one>.+?) and (?P<other>.+)"
)
ROAD = _form(r"(?:the )?(?P<one>[^,]+?)\s*(?:-|–|\bto\b)\s*(?P<other>[^,]+?) (?:high ?way|road)")
OFFSET = _form(
    rf"{_NAME}{_QUALIFIER}{_FIGURE}\s*(?:to the |away )?(?P<direction>[a-z .-]+?)"
    r"\s+(?:of|from)\s+(?P<base>.+?)\)?"
)
DISTANCE = _form(rf"{_NAME}{_QUALIFIER}{_FIGURE}\s*(?:away\s+)?(?:from|outside)\s+(?P<base>.+?)\)?")
EDGE = _form(
    rf"{_NAME}(?:(?:on|at) )?(?:the )?(?P<direction>{WORD})"
    rf"\s+{_EDGES} (?:to|of|in) (?P<base>.+)"
)
NEAR_SIDE = _form(
    rf"{_NAME}(?P<just>(?:just|immediately|directly)\s+)?(?:to the )?"
    rf"(?P<direction>{WORD}|[a-z]{{4,10}}) of (?P<base>.+)"
)
WITHIN = _form(
    rf"{_NAME}\b(?:the )?(?P<direction>{WORD}|central|downtown|(?:the )?cent(?:er|re) of)"
    r"\s+(?P<base>.+)"
)
CLOSE = _form(rf"{_NAME}\b{_NEAR}\s+(?P<base>.+)")
CONTEXT = _form(r"(?P<name>.+?)(?:,| in| \() ?(?P<base>[^,()]+)\)?")
_WITH_COUNTRY = re.compile(
    r"\s+(?:with|to|into|on the border with|along the border with|on the)\s+"
    r"(?:Syria|Iran|Jordan|Turkey|Kuwait|Saudi Arabia|"
    r"(?:Syrian|Iranian|Jordanian|Turkish|Kuwaiti|Saudi) border)$",
    re.IGNORECASE,
)
_LEADING = re.compile(rf"^(?:in|at|inside|within|from|the)\s+|^{_QUALIFIER}(?=\d)", re.IGNORECASE)
NOWHERE = frozenset(
    {"", "unknown", "iraq", "unspecified", "not stated", "n/a", "various", "-", "?"}
)


def tidy(phrase: str) -> str:
    """Straight apostrophes, single spaces, no filler in front, no neighbor behind."""
    words = re.sub(r"\s+", " ", phrase.replace("’", "'").replace("‘", "'")).strip(" .;,'\"")
    words = _WITH_COUNTRY.sub("", words)
    return _LEADING.sub("", words).strip()
