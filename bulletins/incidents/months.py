"""The record added up month by month, and kept in the process.

After a change only the months it touched are added up anew, so that the next look costs hardly more
over twenty thousand incidents than over two hundred. Nothing is stored and nothing can drift: a
month is kept for as long as none of its rows comes, goes, or rises in version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import CharField, Count, Max, Q, Sum
from django.db.models.functions import Cast, Substr

from bulletins.incidents import trends
from bulletins.incidents.filters import Filter
from bulletins.incidents.models import Incident, IncidentQuerySet
from bulletins.incidents.sums import NAMES, SUMS, Part, added, part

# Incidents, highest id, sum of versions: of the whole record, or of one month.
Stamp = tuple[Any, ...]
# “2017-07”, or None for the undated.
Name = str | None
STAMP = {"rows": Count("*"), "highest": Max("pk"), "versions": Sum("version")}
# Text of the date, not a truncated date: SQLite would call Python for every row.
MONTH = Substr(Cast("event_date", CharField()), 1, 7)
FILTERS_KEPT = 16


@dataclass(frozen=True)
class Month:
    """What the incidents of one month come to, by day and by governorate."""

    stamp: Stamp
    days: tuple[tuple[date | None, Part], ...]
    governorates: tuple[tuple[str, Part], ...]

    @cached_property
    def whole(self) -> Part:
        """All of it."""
        return added(found for _, found in self.days)

    @cached_property
    def by_month(self) -> dict[date, Part]:
        """All of it under its first day; nothing of the undated, who have no month."""
        first = next((day for day, _ in self.days if day), None)
        return {trends.start_of(first, "month"): self.whole} if first else {}

    @cached_property
    def by_week(self) -> dict[date, Part]:
        """Under the Monday of each week, as much of the week as lies in this month."""
        weeks: dict[date, list[Part]] = defaultdict(list)
        for day, found in self.days:
            if day:
                weeks[trends.start_of(day, "week")].append(found)
        return {start: added(parts) for start, parts in weeks.items()}


def state() -> Stamp:
    """Changes with every change of the record.

    Two queries: an index knows the highest id at once, the sums would be slowed by it.
    """
    sums = Incident.objects.order_by().aggregate(rows=Count("*"), versions=Sum("version"))
    highest = Incident.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (sums["rows"], highest, sums["versions"])


def months(record: Stamp, asked: Filter) -> list[Month]:
    """Every month of the record, with what was asked for in it. ``record`` is its ``state``."""
    stamps, kept = _stamps(record), _kept(asked)
    stale = {
        name for name, stamp in stamps.items() if name not in kept or kept[name].stamp != stamp
    }
    if stale:
        kept |= _added_up(asked, stamps, stale)
    return [kept[name] for name in stamps]


def years(record: Stamp) -> list[int]:
    """The years of the dated incidents, first to last."""
    return sorted({int(name[:4]) for name in _stamps(record) if name})


def forget() -> None:
    """Keep nothing."""
    _stamps.cache_clear()
    _kept.cache_clear()


@lru_cache(maxsize=2)
def _stamps(record: Stamp) -> dict[Name, Stamp]:
    rows = Incident.objects.annotate(month=MONTH).values_list("month").annotate(**STAMP)
    return {name: tuple(stamp) for name, *stamp in rows.order_by("month")}


@lru_cache(maxsize=FILTERS_KEPT)
def _kept(asked: Filter) -> dict[Name, Month]:
    """Filled by ``months``; two threads at once would write the same into it."""
    return {}


def _added_up(
    asked: Filter, stamps: Mapping[Name, Stamp], stale: Collection[Name]
) -> dict[Name, Month]:
    rows = asked.apply().order_by()
    if len(stale) < len(stamps):
        rows = _of_months(rows, stale)
    days, governorates = _grouped(rows, "event_date"), _grouped(rows, "governorate")
    return {
        name: Month(stamps[name], tuple(days[name]), tuple(governorates[name])) for name in stale
    }


def _of_months(rows: IncidentQuerySet, names: Collection[Name]) -> IncidentQuerySet:
    """By their days first, which an index knows."""
    dated = sorted(name for name in names if name)
    wanted = Q(event_date=None) if None in names else Q(pk__in=[])
    if dated:
        first, last = date.fromisoformat(f"{dated[0]}-01"), date.fromisoformat(f"{dated[-1]}-01")
        within = Q(event_date__gte=first, event_date__lt=last + timedelta(days=31))
        wanted |= within & Q(month__in=dated)
    return rows.annotate(month=MONTH).filter(wanted)


def _grouped(rows: IncidentQuerySet, field: str) -> dict[Name, list[tuple[Any, Part]]]:
    found: dict[Name, list[tuple[Any, Part]]] = defaultdict(list)
    for name, value, *answers in _answers(rows, field):
        found[name].append((value, part(answers)))
    return found


def _answers(rows: IncidentQuerySet, field: str) -> Iterator[tuple[Any, ...]]:
    grouped = rows.annotate(of_month=MONTH).values("of_month", field).annotate(**SUMS)
    yield from grouped.values_list("of_month", field, *NAMES)
