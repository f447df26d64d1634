"""Days and ranges of days as bulletins write them: one grammar for titles, labels and openings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, start=1)}

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
# Four digits, or two behind a slash or apostrophe: “Oct. 3/16”.
YEAR = r"(?:\s*,?\s*(?:19|20)\d{2}(?!\d)|\s*[/’']\s*\d{2}(?!\d))"
# A soft hyphen is what a PDF leaves of a dash; in titles it may leave nothing but a space. In prose
# a space joins no days: “On July 21 25 people”.
DASH = r"(?:-{1,2}|[\u2010-\u2015\u2212\u00ad~])"
TO = rf"\s*{DASH}\s*|\s+(?:to|through|until|and|&)\s+"


def _days_joined_by(joint: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<month>{MONTH})\s*(?P<day>{DAY})(?P<year>{YEAR})?"
        rf"(?:(?:{joint})(?:(?P<last_month>{MONTH})\s*)?(?P<last_day>{DAY})"
        rf"(?P<last_year>{YEAR})?)?",
        re.IGNORECASE,
    )


_IN_PROSE = _days_joined_by(TO)
_IN_TITLES = _days_joined_by(rf"{TO}|\s+")
# The dash is gone altogether: “July 2127, 2017”.
_GLUED = re.compile(
    rf"(?P<month>{MONTH})\s*(?P<days>\d{{3,4}}),?\s*(?P<year>(?:19|20)\d{{2}})(?!\d)",
    re.IGNORECASE,
)


class BadRange(Exception):
    """The days as written are no period. The message says why."""


class YearMissing(BadRange):
    """The days are written without a year, and nothing else tells it."""


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """One day or a range, as written: any year may be missing."""

    start: tuple[int, int]
    end: tuple[int, int]
    start_year: int | None = None
    end_year: int | None = None

    @property
    def has_year(self) -> bool:
        """At least one year is written."""
        return self.start_year is not None or self.end_year is not None

    def dates(self, year: int | None = None) -> tuple[date, date]:
        """First and last day. ``year`` is that of the last day, used when none is written.

        Raises ``YearMissing``, or ``BadRange`` for days that do not exist or run backwards.
        """
        end_year = self._end_year(year)
        start_year = self.start_year
        if start_year is None:
            start_year = end_year - 1 if self.start[0] > self.end[0] else end_year
        first, last = _day(start_year, self.start), _day(end_year, self.end)
        if first > last:
            raise BadRange(f"The period runs backwards: {first} is after {last}.")
        return first, last

    def _end_year(self, year: int | None) -> int:
        if self.end_year is not None:
            return self.end_year
        if self.start_year is not None:
            return self.start_year + (self.end[0] < self.start[0])
        if year is None:
            raise YearMissing("The dates are written without a year.")
        return year


@dataclass(frozen=True, slots=True)
class Found:
    """Written days and where in the text they stand."""

    days: WrittenDays
    first: int
    last: int
    is_repaired: bool = False


def days_opening(text: str) -> Found | None:
    """The day or range of days that prose begins with."""
    return _found(_IN_PROSE.match(text))


def title_days(text: str, *, at_start: bool = False) -> Found | None:
    """The first day or range of days in a title or an address, or standing at its very start."""
    glued = _find_glued(text, at_start=at_start)
    if glued is not None:
        return glued
    return _found(_IN_TITLES.match(text) if at_start else _IN_TITLES.search(text))


def _found(match: re.Match[str] | None) -> Found | None:
    return match and Found(_written(match), match.start(), match.end())


def _written(match: re.Match[str]) -> WrittenDays:
    start = (month_number(match["month"]), _leading_number(match["day"]))
    year = _year(match["year"])
    if match["last_day"] is None:
        return WrittenDays(start, start, year, year)
    month = match["last_month"]
    end = (month_number(month) if month else start[0], _leading_number(match["last_day"]))
    return WrittenDays(start, end, year, _year(match["last_year"]))


def _find_glued(text: str, *, at_start: bool) -> Found | None:
    match = _GLUED.match(text) if at_start else _GLUED.search(text)
    if match is None:
        return None
    digits = match["days"]
    pairs = [(int(digits[:cut]), int(digits[cut:])) for cut in (1, 2) if digits[cut] != "0"]
    fitting = [(a, b) for a, b in pairs if 1 <= a < b <= 31 and b - a <= 20]
    if len(fitting) != 1:
        return None
    month, year = month_number(match["month"]), int(match["year"])
    first, last = fitting[0]
    days = WrittenDays((month, first), (month, last), None, year)
    return Found(days, match.start(), match.end(), is_repaired=True)


def month_number(word: str) -> int:
    """1–12 for a month's name, whole or shortened."""
    return MONTHS[word.lower()[:3]]


def nearest_year(month: int, day: int, around: tuple[date, date]) -> date:
    """The day in the year that brings it nearest to a period; bulletins leave the year out.

    Raises ``BadRange`` for a day that does not exist in any of the years.
    """
    candidates = []
    for year in range(around[0].year - 1, around[1].year + 2):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    if not candidates:
        raise BadRange(f"There is no {_NAMES[month - 1].capitalize()} {day}.")
    return min(candidates, key=lambda candidate: distance(candidate, around))


def distance(day: date, period: tuple[date, date]) -> int:
    """How many days a day lies outside a period; 0 within it."""
    return max((period[0] - day).days, (day - period[1]).days, 0)


def runs_forward(days: list[date]) -> bool:
    """No day is earlier than the one before it."""
    return all(first <= second for first, second in pairwise(days))


def _day(year: int, written: tuple[int, int]) -> date:
    month, day = written
    try:
        return date(year, month, day)
    except ValueError:
        name = _NAMES[month - 1].capitalize()
        raise BadRange(f"There is no {name} {day}, {year}.") from None


def _leading_number(text: str) -> int:
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]  # DAY begins with a digit


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    digits = re.sub(r"\D", "", text)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
