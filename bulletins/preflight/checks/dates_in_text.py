"""Dates as the text writes them."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Iterator
from datetime import date

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import PROSE, Draft, Passage
from bulletins.preflight.findings import Severity

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_DAYS = {name: number for number, name in enumerate(day_name)}
_MONTH = "|".join(_MONTHS)
_DAY = "|".join(_DAYS)
_DATE = re.compile(
    rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?!\d|,\d)(?:st|nd|rd|th)?(?:,\s+(?P<year>\d{{4}}))?"
)
_WEEKDAY = re.compile(
    rf"\b(?P<weekday>{_DAY}),?\s+(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:,\s+(?P<year>\d{{4}}))?"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}}),?\s+\(?(?:a\s+)?(?P<weekday2>{_DAY})\b"
)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|last night|this (?:morning|afternoon|evening))\b"
    r"(?!’s\b)",
    re.IGNORECASE,
)


def find_impossible(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """“July 32”: no calendar has it."""
    for match in _DATE.finditer(passage.text):
        year = int(match["year"] or 2000)  # a leap year: February 29 passes
        last = monthrange(year, _MONTHS[match["month"]])[1]
        if not 1 <= int(match["day"]) <= last:
            yield at(
                passage,
                match.start(),
                match.end(),
                f"There is no {match['month']} {match['day']}.",
                advice=f"{match['month']} has {last} days.",
            )


def find_weekday(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """“Friday, July 20” in a year in which that was a Thursday."""
    for passage in draft.passages:
        if passage.kind not in PROSE:
            continue
        for match in _WEEKDAY.finditer(passage.text):
            day = _nearest(match, draft)
            written = match["weekday"] or match["weekday2"]
            if day and day.weekday() != _DAYS[written]:
                start, end = match.span("weekday" if match["weekday"] else "weekday2")
                yield at(
                    passage,
                    start,
                    end,
                    f"{day:%B} {day.day}, {day.year} was a {day:%A}.",
                    replacement=f"{day:%A}",
                )


def find_relative(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """“Yesterday”: readers open the issue days later."""
    for match in _RELATIVE.finditer(passage.text):
        yield at(
            passage,
            match.start(),
            match.end(),
            f"“{match[0]}” means another day to whoever reads this later.",
            advice="Write the date.",
        )


def days_in(text: str, *, year: int) -> Iterator[date]:
    """The days a text names; of this year where it says none."""
    for match in _DATE.finditer(text):
        try:
            yield date(int(match["year"] or year), _MONTHS[match["month"]], int(match["day"]))
        except ValueError:
            continue  # No calendar has it, which is said elsewhere.


def _nearest(match: re.Match[str], draft: Draft) -> date | None:
    """The date meant: its own year, or the one that brings it closest to the issue."""
    month = _MONTHS[match["month"] or match["month2"]]
    day = int(match["day"] or match["day2"])
    years = (
        [int(match["year"])] if match["year"] else [draft.period_end.year + n for n in (-1, 0, 1)]
    )
    possible = [date(year, month, day) for year in years if day <= monthrange(year, month)[1]]
    return min(possible, key=lambda one: abs((one - draft.period_end).days), default=None)


CHECKS = (
    Check(
        id="dates-impossible",
        title="Dates no calendar has",
        severity=Severity.MUST,
        reason="A date that no calendar has.",
        find=find_impossible,
    ),
    Check(
        id="dates-weekday",
        title="Weekdays that do not fit their dates",
        severity=Severity.MUST,
        reason="Weekday and date contradict each other; one of them is wrong.",
        find=find_weekday,
        scope=Scope.ISSUE,
    ),
    Check(
        id="dates-relative",
        title="“Yesterday” and the like",
        severity=Severity.SHOULD,
        reason="The issue is read on other days than it was written.",
        find=find_relative,
        kinds=PROSE,
    ),
)
