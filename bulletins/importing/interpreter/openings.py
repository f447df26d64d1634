"""The days an entry is of, from the words it opens with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bulletins.importing.interpreter import ranges

Period = tuple[date, date]

_LEAD = re.compile(
    r"\W*(?:(?:also|and|later|early|late|again),?\s+)?(?P<on>(?:(?:on|between|from|since|by)\s+)?)"
    r"(?:or\ about\s+|about\s+|around\s+)?"
    r"(?:(?:the\s+)?(?:morning|evening|night|afternoon)\s+of\s+)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?=[a-z]))?",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"on\s+(?P<day>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6,
}  # fmt: skip
_SAME_DAY = re.compile(r"(?:also\s+)?(?:on\s+)?(?:the|that)\s+same\s+(?:day|date)\b", re.IGNORECASE)
_NEXT_DAY = re.compile(
    r"(?:on\s+)?(?:the|a)\s+(?:following|next)\s+day\b|a\s+day\s+later\b", re.IGNORECASE
)
_DAYS_LATER = re.compile(r"(?P<count>\w+)\s+days?\s+(?:later|after(?:ward)?s?)\b", re.IGNORECASE)
_LOOSE = re.compile(
    r"(?:(?:earlier|later|late|over|during|throughout|in)\s+)?(?:the\s+|this\s+|last\s+)?"
    r"(?:past\s+|same\s+|previous\s+|last\s+)?(?:few\s+)?(?:week|weekend|month|days)\b"
    r"|over\s+(?:the\s+(?:past|last|course)|\w+\s+days)\b"
    r"|(?:earlier|later)\s+(?:in\s+the|this|last)\s+(?:week|month)\b|(?:recently|meanwhile)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The days an opening states; ``doubt`` is (check, message) when a person should look."""

    first: date | None = None
    last: date | None = None
    doubt: tuple[str, str] | None = None


def read_opening(text: str, *, period: Period | None, before: date | None) -> Opening:
    """The days of an entry that begins with ``text``.

    ``before`` is the day of the entry above it, which “The following day” counts from. A date that
    cannot be told stays empty; the doubt says why.
    """
    if period is None:
        return Opening(doubt=("entry-date", "Without a period the entry cannot be dated."))
    return (
        _stated(text, period) or _relative(text, before) or _weekday(text, period) or _undated(text)
    )


def opens_with_a_date(text: str) -> bool:
    """The text begins with a day of the year: an entry, not a heading."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    return ranges.days_opening(text[start:]) is not None


def opens_undated(text: str) -> bool:
    """Nothing in the opening places the text in time or space: it goes on from what is above."""
    is_placed = re.match(r"(?:in|according|elsewhere|separately|meanwhile)\b", text, re.IGNORECASE)
    is_timed = opens_with_a_date(text) or _days_later(text) is not None
    return not (is_placed or is_timed or _WEEKDAY.match(text) or _LOOSE.match(text))


def _stated(text: str, period: Period) -> Opening | None:
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    found = ranges.days_opening(text[start:])
    if found is None:
        return None
    try:
        first, last = _dates(found.days, period)
    except ranges.BadRange as error:
        return Opening(doubt=("entry-date", str(error)))
    doubt = None
    if not (period[0] <= first and last <= period[1]):
        doubt = ("entry-outside-period", f"{_words(first, last)} lies outside the period.")
    return Opening(first, last if last != first else None, doubt)


def _dates(days: ranges.WrittenDays, period: Period) -> tuple[date, date]:
    if days.has_year:
        return days.dates()
    first = ranges.nearest_year(*days.start, period)
    last = ranges.nearest_year(*days.end, period)
    if first > last:
        raise ranges.BadRange(f"The days run backwards: {first} is after {last}.")
    return first, last


def _relative(text: str, before: date | None) -> Opening | None:
    days = _days_later(text)
    if days is None:
        return None
    if before is None:
        return Opening(doubt=("entry-date", "The opening counts from an entry without a date."))
    day = before + timedelta(days=days)
    return Opening(day, doubt=("entry-date-relative", f"Read as {day}, from the entry above."))


def _days_later(text: str) -> int | None:
    if _SAME_DAY.match(text):
        return 0
    if _NEXT_DAY.match(text):
        return 1
    match = _DAYS_LATER.match(text)
    return _NUMBERS.get(match["count"].lower()) if match else None


def _weekday(text: str, period: Period) -> Opening | None:
    """“On Friday,” is a date when the period has exactly one Friday."""
    match = _WEEKDAY.match(text)
    if match is None:
        return None
    wanted = _WEEKDAYS.index(match["day"].lower())
    length = (period[1] - period[0]).days + 1
    days = [period[0] + timedelta(days=n) for n in range(length)]
    fitting = [day for day in days if day.weekday() == wanted]
    if len(fitting) != 1:
        return Opening(doubt=("entry-date", f"The period has {len(fitting)} such days."))
    return Opening(fitting[0], doubt=("entry-date-weekday", f"Read as {fitting[0]}."))


def _undated(text: str) -> Opening:
    if _LOOSE.match(text):
        return Opening(doubt=("entry-date-loose", "The opening names no single day."))
    return Opening(doubt=("entry-undated", "The entry opens without a date."))


def _words(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} – {last}"
