"""The record over time and by governorate: counts and totals, made by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bulletins.incidents.figures import Totals
from bulletins.incidents.models import IncidentQuerySet
from bulletins.incidents.sums import SUMS, totals_of

NOTHING = Totals.none()


@dataclass(frozen=True)
class Period:
    """A week (from Monday) or a month, and what happened in it."""

    start: date
    totals: Totals


def over_time(rows: IncidentQuerySet, step: str) -> list[Period]:
    """Every ``step`` ("week" or "month") from the first to the last, empty ones included.

    The database adds up days, of which there are few, and not truncated dates: SQLite would call
    Python for every row.
    """
    days = rows.filter(event_date__isnull=False).order_by().values("event_date").annotate(**SUMS)
    known: dict[date, Counter[str]] = {}
    found: list[dict[str, Any]] = [{**row} for row in days]
    for row in found:
        start = _start(row.pop("event_date"), step)
        known.setdefault(start, Counter()).update({key: value or 0 for key, value in row.items()})
    return [
        Period(start, totals_of(known[start]) if start in known else NOTHING)
        for start in _steps(sorted(known), step)
    ]


def by_governorate(rows: IncidentQuerySet) -> list[tuple[str, Totals]]:
    """Most incidents first; "" stands for those whose place is not known, last."""
    found = rows.order_by().values("governorate").annotate(**SUMS)
    counted = [(row["governorate"], totals_of(row)) for row in found]
    return sorted(counted, key=lambda each: (not each[0], -each[1].incidents, each[0]))


def _steps(known: Sequence[date], step: str) -> list[date]:
    if not known:
        return []
    days = [known[0]]
    while days[-1] < known[-1]:
        days.append(_next(days[-1], step))
    return days


def _start(day: date, step: str) -> date:
    return day - timedelta(days=day.weekday()) if step == "week" else day.replace(day=1)


def _next(day: date, step: str) -> date:
    if step == "week":
        return day + timedelta(days=7)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
