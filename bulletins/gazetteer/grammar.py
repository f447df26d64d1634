"""The forms that location phrases take, as patterns; tried in this order by ``phrases``."""

from __future__ import annotations

import re
from typing import Any

from bulletins.gazetteer.directions import WORD

_QUALIFIER = (
    r"(?:(?:about|around|approximately|approx\.?|some|roughly|nearly|almost|just|at least|over|"
    r"more than|less than|up to)\s+)?"
)
_UNIT = r"(?P<unit>k\.?m\.?s?|kilometers?|kilometres?|mi\.?|miles?)"
_RANGE = r"\d+(?:[.,]\d+)?\s*(?:-|–|to|or)\s*(?=\d)"
_NAME = (
    rf"(?:(?!just\b|immediately\b|directly\b|{_RANGE})"
    r"(?P<name>.+?)\s*(?:,|;|\bin\b|–|-(?=\s))?\s*\(?)?"
)
_FIGURE = rf"\b(?P<least>{_RANGE})?(?P<figure>\d+(?:[.,]\d+)?)\s*-?\s*{_UNIT}(?=\W|$)"
_SCATTER = r"(?:different|various|several|multiple|many|other|numerous|separate)"
_PARTS = r"(?:parts|areas|districts|neighborhoods|neighbourhoods|locations|places|sections)"
_EDGES = r"(?:entrance|outskirts?|edge|gate|approach|suburbs?|periphery|exit)"
_NEAR = (
    r"(?:(?:just |right )?(?:near(?:by)?|close to)|(?P<outside>(?:just )?outside(?: of)?)|next to|"
    r"adjacent to|in the vicinity of|around|opposite|(?:on )?the outskirts of|outskirts of|"
    r"entrance to|(?:on )?the edge of)"
)


_ROAD = r"(?:(?:main |international |old |new )*(?:high ?way|road|route|motorway|expressway)s?)"
_ON_ROAD = r"(?:(?:just )?(?:on|along|off|beside|by|near|at|from)\s+)"
# Words in the place of a name that are none.
_NO_NAME = re.compile(
    r"^(?:(?:an?|the|some|several|two|three|various|in|at|on|near|along|off|rural|open|remote|desert|"
    r"agricultural|orchard|isolated|unnamed|small|abandoned|nearby|main|international|old|new|"
    r"border)\s+)*"
    r"(?:areas?|regions?|farms?|farmlands?|fields?|orchards?|groves?|desert|countryside|villages?|"
    r"checkpoints?|roads?|highways?|houses?|markets?|outskirts|places?|locations?|towns?|rural|"
    r"land|valley|somewhere|anywhere)?(?:\s+(?:located|situated|lying))?,?$",
    re.IGNORECASE,
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"^{pattern}$", re.IGNORECASE)


SCATTERED = _form(
    rf"(?:in |across )?(?:{_SCATTER} {_PARTS}|across|throughout|all over)"
    r"(?: of| in| across| around)?(?: the)? (?P<base>.+)"
)
BETWEEN = _form(
    rf"(?:(?P<name>.+?),?\s+)??(?:{_ON_ROAD})?(?:the\s+)?"
    rf"(?:area\s+|border areas?\s+|halfway\s+|midway\s+|{_ROAD}\s+)?"
    r"(?:(?:that )?(?:links?|linking|connects?|connecting|joining)\s+|between\s+)"
    r"(?P<one>.+?)\s+(?:and|to|with)\s+(?P<other>.+)"
)
ROAD = _form(
    rf"(?:(?P<name>.+?),?\s+)??(?:{_ON_ROAD})?(?:the )?"
    rf"(?P<one>[^,]+?)\s*(?:-|–|\bto\b)\s*(?P<other>[^,]+?) {_ROAD}"
)
ROAD_FROM = _form(
    rf"(?:(?P<name>.+?),?\s+)??(?:{_ON_ROAD})?(?:the )?{_ROAD} from (?P<one>.+?) to (?P<other>.+)"
)
ONE_END = _form(
    rf"(?:(?P<name>.+?),?\s+)??(?:{_ON_ROAD})?(?:the )?"
    rf"(?:{_ROAD} (?:to|toward|towards|from|leading to) .+|[^,]+? {_ROAD})"
)
# “near Tharthar Lake, northwest of Ramadi”: around what the rest leads to.
LED = _form(
    r"(?:on |at )?(?:the )?(?:outskirts of|near(?:by)?|close to|(?:just )?outside(?: of)?|edge of)"
    r"\s+(?P<rest>[^,]+,.+)"
)
SIDE_FIRST = _form(rf"(?P<side>(?:to the )?{WORD} of [^,]+),\s*(?P<name>[^,]+)")
SEVERAL = _form(
    r"(?P<one>[^,]+?)(?:,\s*(?P<more>[^,]+?))?,?\s+(?:and|&)\s+(?P<last>[^,]+?)"
    r"(?:(?:,|\s+in)\s+(?P<base>.+))?"
)
OFFSET_FIRST = _form(
    rf"{_QUALIFIER}{_FIGURE}\s*(?:to the )?(?P<direction>[a-z .-]+?)\s+(?:of|from)\s+"
    r"(?P<base>[^,()]+?)\s*(?:,|\()\s*(?P<name>.+?)\)?"
)
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
    rf"(?P<direction>{WORD}|\b[a-z]{{4,10}}) of (?P<base>.+)"
)
WITHIN = _form(
    rf"{_NAME}\b(?:the )?(?P<direction>{WORD}|central|downtown|(?:the )?cent(?:er|re) of)"
    r"\s+(?P<base>.+)"
)
CLOSE = _form(rf"{_NAME}\b{_NEAR}\s+(?P<base>.+)")
MISSPELLED = _form(r"(?P<name>)(?P<direction>[a-z-]{6,12})\s+(?P<base>.+)")
CONTEXT = _form(r"(?P<name>.+?)(?:,| in| \() ?(?P<base>[^,()]+)\)?")
_WITH_COUNTRY = re.compile(
    r"\s+(?:with|to|into|on the border with|along the border with|on the)\s+"
    r"(?:Syria|Iran|Jordan|Turkey|Kuwait|Saudi Arabia|"
    r"(?:Syrian|Iranian|Jordanian|Turkish|Kuwaiti|Saudi) border)$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    rf"^(?:(?:in|at|inside|within|from|the)\s+)+|^{_QUALIFIER}(?=\d)", re.IGNORECASE
)
# “Anbar - Fallujah”, “Karmah/Fallujah”, “Diyala: Buhriz”; never the dash of a road or a border.
_APART = re.compile(
    r"(?<!\d)\s*[/:]\s*(?!\d)|\s+[-–—]+\s+|(?<=\w)(?<!\bal)(?<!\bel)[-–—]\s+(?!\d)",
    re.IGNORECASE,
)
_JOINED = re.compile(rf"\b(?:border|frontier|between|{_ROAD})\b", re.IGNORECASE)
_PART = r"(?:side|part|half|section|sector|bank|coast|areas?)"
_PART_OF = re.compile(rf"({WORD})\s+{_PART}s? (?:of|in) (?:the )?", re.IGNORECASE)
_OWNED = re.compile(r"^([^,]+?)'s\s+(.+)$")
_EDGE_OR_PART = _form(rf"(?:the )?(?:{WORD} )?(?:{_EDGES}|{_PART})")
_MIDDLE = re.compile(
    r"^(?:the )?(.+?)(?:,? city)?,? (?:center|centre|downtown|city center|city centre)$",
    re.IGNORECASE,
)
_WITHOUT_OF = re.compile(
    rf"(\d\s*-?\s*{_UNIT}\s+)(?:to the )?({WORD})\.?\s+(?!(?:of|from|east|west)\b|[nsew]\.)",
    re.IGNORECASE,
)
# “near a market in Mahmudiyah”: one of many, which names nothing.
_ONE_OF_MANY = re.compile(
    r"^(?:(?:near|at|in|inside|outside|on|by|targeting)\s+)?an?\s+(?:[a-z-]+\s+){0,2}(?:market|"
    r"checkpoint|mosque|house|home|cafe|restaurant|road|street|village|area|school|bus stop|farm|"
    r"garage|shop|hospital|church|neighborhood)\s+(?:in|of|near|inside)\s+(?=\S)",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\b(?:the )?(?:cities|towns|villages|districts|provinces) of ", re.IGNORECASE)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
}  # fmt: skip
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})(?=[\s-]+{_UNIT}\b)", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:a few|a couple of|several|some|dozens of)\s+(?:k\.?m\.?s?|kilomet\w+|miles)\s+"
    rf"(?:to the )?(?={WORD})",
    re.IGNORECASE,
)
_OF_MANY = re.compile(r"\b(neighbou?rhood|district|area|village|town)s$", re.IGNORECASE)
# What lies in a city. Other things named with one may lie far out in its governorate.
_OF_A_CITY = re.compile(
    r"neighbou?rhood|quarter|street|\bhayy?\b|square|market|souq|mosque|shrine|church|university|"
    r"hospital|school|intersection|roundabout|garage|restaurant|cafe|hotel|stadium|حي |شارع|سوق",
    re.IGNORECASE,
)
NOWHERE = frozenset(
    {"", "unknown", "iraq", "unspecified", "not stated", "n/a", "various", "-", "?"}
)


def straight(phrase: str) -> str:
    """Straight apostrophes, single spaces, nothing around it."""
    return re.sub(r"\s+", " ", phrase.replace("’", "'").replace("‘", "'")).strip(" .;,'\"")


def tidy(phrase: str) -> str:
    """The same without filler in front and neighbor behind."""
    words = _WITH_COUNTRY.sub("", straight(phrase))
    words = _VAGUE.sub("", _NUMBER.sub(lambda found: str(_NUMBERS[found[1].lower()]), words))
    if not _JOINED.search(words):
        words = _APART.sub(", ", words)
    for pattern, meaning in _REWRITTEN:
        words = pattern.sub(meaning, words)
    return words.strip()


def _ownerless(found: re.Match[str]) -> str:
    """“Tikrit's Qadisiyah neighborhood” as “Qadisiyah neighborhood, Tikrit”."""
    return f"{found[2]}{' of' if _EDGE_OR_PART.match(found[2]) else ','} {found[1]}"


# In this order: what an earlier one makes, a later one reads.
_REWRITTEN: list[tuple[re.Pattern[str], Any]] = [
    (_PLURAL, ""),
    (_ONE_OF_MANY, ""),
    (_OWNED, _ownerless),
    (_PART_OF, r"\1 "),
    (_MIDDLE, r"central \1"),
    (_WITHOUT_OF, r"\1\g<3> of "),
    (_LEADING, ""),
]


def one_of_several(name: str) -> str:
    """“Husseiniyah neighborhoods”, the last of two, as “Husseiniyah neighborhood”."""
    return re.sub(
        r"\b(neighbou?rhood|district|area|village|town)s$", r"\1", name, flags=re.IGNORECASE
    )


def is_elsewhere(words: str) -> bool:
    """The words name something that need not lie inside the city they are said of."""
    return names_something(words) and not is_of_a_city(words)


def is_of_a_city(words: str) -> bool:
    """The words say that what they name lies inside a city."""
    return bool(_OF_A_CITY.search(words))


def names_something(words: str) -> bool:
    """The words where a name may stand do name something; “a rural area” does not."""
    return not _NO_NAME.match(words.strip(" ,"))


def singular(words: str) -> str:
    """“Anbar provinces” is the tail of “Diyala and Anbar provinces”."""
    return re.sub(r"\s+(?:provinces?|governorates?)$", "", words.strip(), flags=re.IGNORECASE)
