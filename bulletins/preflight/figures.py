"""Figures in prose: numbers in digits or words, what they count, and whether people were hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletins.preflight.wordlists import words

KILLED, INJURED = "killed", "injured"

_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_ONES = {word: value for value, word in enumerate(_UNITS.split())}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DATE = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}}\b)?(?:,\s+\d{{4}})?"
    rf"|\b\d{{1,2}}\s+{_MONTH}|\b(?:19|20)\d\d\b(?!\s+(?:people|families|men|women))"
)
_TEENS = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w.-])(?:"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?P<percent>\s?%|\s+percent\b)?"
    r"(?:\s+(?P<scale>hundred|thousand|million|billion)\b)?"
    rf"|(?P<words>(?:{_TEENS})(?:-(?:{_TEENS}))?)(?:\s+(?P<wordscale>hundred|thousand|million))?"
    r")(?![\w-]|,\d|\.\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:–|-|to|or|and)\s?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w’'-]*|[.,;:!?()—]")
_HEDGE = re.compile(
    r"\b(?:(?P<above>at least|more than|over|passe[sd]|exceed(?:s|ed)?)"
    r"|(?P<below>up to|nearly|almost|close to|fewer than|less than)"
    r"|about|around|some|approximately|roughly|an estimated)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ROUND = 100  # the smallest figure that is taken as rounded
# Other words for the same people and things.
_SAME = {
    "persons": "people", "civilians": "people", "residents": "people", "individuals": "people",
    "victims": "people", "iraqis": "people", "person": "people", "civilian": "people",
    "homes": "houses", "fighters": "militants", "gunmen": "militants", "militant": "militants",
    "insurgents": "militants", "jihadists": "militants", "fighter": "militants",
    "troops": "soldiers", "soldier": "soldiers", "pupils": "students", "kids": "children",
    "kilometres": "kilometers", "km": "kilometers", "kms": "kilometers", "infants": "babies",
    "policemen": "police", "officers": "officers", "officer": "officers",
}  # fmt: skip
_PLURALS = frozenset({"people", "men", "women", "children", "police", "staff", "personnel"})
# Measures say how far or how long, not how many were counted.
MEASURES = words(
    "kilometers meters miles days hours weeks months years minutes times percent degrees dollars",
    "dinars barrels tons o’clock km",
)
_STOPS = words(
    "in of from were was have has had are is who that which and or to by at on for with as than",
    "near after before when while other others",
)
_KILL = (
    r"killed|killing|kills|kill|dead(?! (?:animal|bird|cattle|fish|sheep))|died|dies|deaths|death"
    r"|slain|fatalities|martyred|lost (?:their|his|her) li(?:fe|ves)"
)
_HURT = r"injured|injuring|injures|injure|wounded|wounding|wounds|hurt|injuries"
HARM = re.compile(rf"\b(?:(?P<kill>{_KILL})|(?P<hurt>{_HURT}))\b", re.IGNORECASE)
_HARM_BEFORE = re.compile(
    r"\b(?:(?P<kill>killed|killing|kills|kill|deaths of|death of)"
    r"|(?P<hurt>injured|injuring|injures|wounded|wounding|hurt))\s+"
    r"(?:(?:at least|more than|over|up to|about|around|some|another|nearly|an estimated|as many as)"
    r"\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """A number in a text: its bounds, what it counts, and whether that is dead or hurt people."""

    low: float
    high: float
    noun: str
    harm: str  # KILLED, INJURED or ""
    is_hedged: bool
    is_percent: bool
    start: int
    end: int
    text: str
    slack: tuple[float, float] = (0, 0)  # below and above, where it is rounded

    @property
    def is_measure(self) -> bool:
        """It says how far or how long."""
        return self.noun in MEASURES

    def agrees_with(self, other: Figure) -> bool:
        """Both may be true at once."""
        return (
            self.low - self.slack[0] <= other.high + other.slack[1]
            and other.low - other.slack[0] <= self.high + self.slack[1]
        )


def figures(text: str) -> list[Figure]:
    """Every figure of a plain text, dates and years left out, in reading order."""
    dates = [match.span() for match in _DATE.finditer(text)]
    numbers = [
        match
        for match in _NUMBER.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in dates)
    ]
    return list(_figures(text, numbers))


def _figures(text: str, numbers: list[re.Match[str]]) -> Iterator[Figure]:
    skip = False
    for index, match in enumerate(numbers):
        if skip:
            skip = False
            continue
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        last = match
        if following and _RANGE.fullmatch(text, match.end(), following.start()):
            is_and = "and" in text[match.end() : following.start()].lower()
            between = text[max(0, match.start() - 8) : match.start()].lower().endswith("between ")
            if not is_and or between:
                last, skip = following, True
        hedge = _HEDGE.search(text[max(0, match.start() - 24) : match.start()])
        low, high = sorted((_value(match), _value(last)))
        limit = numbers[index + 1 + skip].start() if index + 1 + skip < len(numbers) else len(text)
        yield Figure(
            low=low,
            high=high,
            noun=_noun(text, last.end(), limit),
            harm=_harm(text, match.start(), last.end(), limit),
            is_hedged=hedge is not None,
            slack=_slack(low, hedge),
            is_percent=bool(last["percent"]),
            start=match.start(),
            end=last.end(),
            text=text[match.start() : last.end()],
        )


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        number = float(match["digits"].replace(",", ""))
        return number * _SCALES.get((match["scale"] or "").lower(), 1)
    value = sum(_ONES.get(part, _TENS.get(part, 0)) for part in match["words"].lower().split("-"))
    return float(value * _SCALES.get((match["wordscale"] or "").lower(), 1))


def _slack(low: float, hedge: re.Match[str] | None) -> tuple[float, float]:
    """How far below and above the truth may lie: “more than 12,000” may be 12,268, not 13,000.

    A hedged figure is taken as rounded at its last digit that is not 0.
    """
    unit = _ROUND // 10
    while low and low % (unit * 10) == 0:
        unit *= 10
    if hedge is None or low < _ROUND or low % unit:
        return 0, 0
    if hedge["above"]:
        return 0, unit - 1
    return (unit - 1, 0) if hedge["below"] else (unit / 2, unit / 2 - 1)


def _noun(text: str, start: int, limit: int) -> str:
    """What is counted: the first plural among the next few words."""
    for count, match in enumerate(_WORD.finditer(text, start, min(limit, start + 80))):
        word = match[0].lower()
        if count > 4 or word in _STOPS or not word[0].isalpha():
            return ""
        if word in _SAME:
            return _SAME[word]
        if word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "’s", "'s"))):
            return word
    return ""


def _harm(text: str, start: int, end: int, limit: int) -> str:
    """Dead or hurt, by the verb before the figure, else by the first one after it."""
    before = _HARM_BEFORE.search(text[max(0, start - 40) : start])
    if before:
        return KILLED if before["kill"] else INJURED
    clause = re.split(r"[.;:!?]|, (?:and|but|while|who|which)\b", text[end : min(limit, end + 70)])[
        0
    ]
    after = HARM.search(clause)
    if after is None:
        return ""
    return KILLED if after["kill"] else INJURED
