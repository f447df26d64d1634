"""The record over time and by governorate: counts and totals, made by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncMonth, TruncWeek

from bulletins.incidents.figures import Totals
from bulletins.incidents.models import IncidentQuerySet
from bulletins.incidents.sums import SUMS, totals_of

NOTHING = Totals.none()
STEPS = {"week": TruncWeek, "month": TruncMonth}


@dataclass(frozen=True)
class Period:
    """A week (from Monday) or a month, and what happened in it."""

    start: date
    totals: Totals


def over_time(rows: IncidentQuerySet, step: str) -> list[Period]:
    """Every ``step`` ("week" or "month") from the first to the last, empty ones included."""
    dated = rows.filter(event_date__isnull=False).order_by()
    found = dated.annotate(step=STEPS[step]("event_date")).values("step").annotate(**SUMS)
    known = {row["step"]: totals_of(row) for row in found}
    return [Period(start, known.get(start, NOTHING)) for start in _steps(sorted(known), step)]


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


def _next(day: date, step: str) -> date:
    if step == "week":
        return day + timedelta(days=7)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
