"""The record over time and by governorate, put together from parts that the database added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bulletins.incidents.figures import Totals
from bulletins.incidents.sums import Part, together

NOTHING = Totals.none()


@dataclass(frozen=True)
class Period:
    """A week (from Monday) or a month, and what happened in it."""

    start: date
    totals: Totals


def over_time(parts: Iterable[tuple[date, Part]], step: str) -> list[Period]:
    """Every ``step`` ("week" or "month") from the first to the last, empty ones included.

    Each part comes under the day its step starts on.
    """
    known: dict[date, list[Part]] = defaultdict(list)
    for start, found in parts:
        known[start].append(found)
    return [
        Period(start, together(known[start]) if start in known else NOTHING)
        for start in _steps(sorted(known), step)
    ]


def by_governorate(parts: Iterable[tuple[str, Part]]) -> list[tuple[str, Totals]]:
    """Most incidents first; "" stands for those whose place is not known, last."""
    known: dict[str, list[Part]] = defaultdict(list)
    for governorate, found in parts:
        known[governorate].append(found)
    counted = [(governorate, together(found)) for governorate, found in known.items()]
    return sorted(counted, key=lambda each: (not each[0], -each[1].incidents, each[0]))


def _steps(known: Sequence[date], step: str) -> list[date]:
    if not known:
        return []
    days = [known[0]]
    while days[-1] < known[-1]:
        days.append(_next(days[-1], step))
    return days


def start_of(day: date, step: str) -> date:
    """The Monday of its week, or the first of its month."""
    return day - timedelta(days=day.weekday()) if step == "week" else day.replace(day=1)


def _next(day: date, step: str) -> date:
    if step == "week":
        return day + timedelta(days=7)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
