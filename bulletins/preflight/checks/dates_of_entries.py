"""The date fields of entries and incidents: against the text, the period and each other."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterator
from datetime import date

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import ENTRY, Draft, Passage, Section
from bulletins.preflight.findings import Severity

_MONTHS = {name: number for number, name in enumerate(month_name) if name}
_MONTH = "|".join(_MONTHS)
_OPENING = re.compile(
    rf"(?:On|Between|From)\s+(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
    rf"(?:\s?(?:[-–—]|and|to|--)\s?(?:(?P<month2>{_MONTH})\s+)?(?P<day2>\d{{1,2}})(?!\d))?"
    r"(?:,\s+(?P<year>\d{4})\b)?"
)


def find_field(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """The entry opens with another date than the one it is filed under."""
    opening = _OPENING.match(passage.text)
    if opening is None or passage.first_day is None:
        return
    year = int(opening["year"] or passage.first_day.year)
    first = _date(opening["month"], opening["day"], year)
    last = _date(opening["month2"] or opening["month"], opening["day2"], year)
    filed_last = passage.last_day or passage.first_day
    if first is None or (first == passage.first_day and (last or first) == filed_last):
        return
    filed = _words(passage.first_day) + (f", {passage.first_day.year}" if opening["year"] else "")
    if filed_last != passage.first_day:
        filed += f" – {_words(filed_last)}"
    yield at(
        passage,
        opening.start(),
        opening.end(),
        f"The text opens with {opening[0].split(' ', 1)[1]}, the entry is filed under {filed}.",
        advice="Correct whichever of the two is wrong.",
    )


def find_missing(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """An entry without a date cannot be ordered, counted or found by day."""
    if passage.first_day is None:
        yield Hit("The entry has no date.", passage=passage, advice="Give it the day it happened.")


def find_period(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Entries and incidents that lie outside the days the issue is about."""
    rows = [*draft.entries, *(row.passage for row in draft.incidents)]
    for passage in rows:
        first = passage.first_day
        last = passage.last_day or first
        if first is None or last is None:
            continue
        if last < draft.period_start or first > draft.period_end:
            where = "before" if last < draft.period_start else "after"
            yield Hit(
                f"Dated {_words(first)}, {first.year}: {where} the period of this issue "
                f"({_words(draft.period_start)} – {_words(draft.period_end)}).",
                passage=passage,
                end=len(passage.text.split(",")[0]),
            )


def find_order(section: Section, setting: Setting) -> Iterator[Hit]:
    """An entry that lies before the one above it."""
    before: date | None = None
    for entry in section.entries:
        if before and entry.first_day and entry.first_day < before:
            yield Hit(
                f"{_words(entry.first_day)} stands below {_words(before)}.",
                passage=entry,
                end=len(entry.text.split(",")[0]),
                advice="Move it up, or leave it if the order is meant.",
            )
        before = entry.first_day or before


def _date(month: str | None, day: str | None, year: int) -> date | None:
    if not month or not day or int(day) > monthrange(year, _MONTHS[month])[1] or int(day) < 1:
        return None
    return date(year, _MONTHS[month], int(day))


def _words(day: date) -> str:
    return f"{day:%B} {day.day}"


CHECKS = (
    Check(
        id="dates-field",
        title="Text and date field disagree",
        severity=Severity.MUST,
        reason="Text and field give two days for one story.",
        find=find_field,
        kinds=frozenset({ENTRY}),
    ),
    Check(
        id="dates-missing",
        title="Entries without a date",
        severity=Severity.SHOULD,
        reason="A story without a day cannot be checked against the record.",
        find=find_missing,
        kinds=frozenset({ENTRY}),
    ),
    Check(
        id="dates-period",
        title="Outside the period",
        severity=Severity.SHOULD,
        reason="Late reports get lost or are counted twice.",
        find=find_period,
        scope=Scope.ISSUE,
    ),
    Check(
        id="dates-order",
        title="Days out of order",
        severity=Severity.SHOULD,
        reason="Readers expect the days of a section in order.",
        find=find_order,
        scope=Scope.SECTION,
    ),
)
