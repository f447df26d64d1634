"""What a part of the record comes to: totals, trend, governorates and points on the map.

Each is one query. The answer is kept in the process for as long as the record does not change, so
that a page over twenty thousand incidents costs hardly more than one over two hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Sum

from bulletins.incidents import trends
from bulletins.incidents.figures import Totals
from bulletins.incidents.filters import Filter
from bulletins.incidents.models import Incident, IncidentQuerySet
from bulletins.incidents.sums import SUMS, totals_of

LARGEST_MAP = 1_500  # places; more circles than this tell nothing and take a second to draw
State = tuple[Any, ...]


@dataclass(frozen=True)
class Overview:
    """The numbers of one view of the explorer."""

    totals: Totals
    trend: list[trends.Period]
    governorates: list[tuple[str, Totals]]


@dataclass(frozen=True)
class Spot:
    """All incidents at one point."""

    latitude: float
    longitude: float
    precision_km: float | None
    location: str
    totals: Totals

    @property
    def key(self) -> str:
        """What table rows and circles know each other by."""
        return f"{self.latitude:.4f},{self.longitude:.4f}"


def overview(asked: Filter, *, step: str) -> Overview:
    """Totals, trend by ``step`` ("week" or "month") and governorates of what was asked for."""
    return _overview(state(), asked, step)


def spots(asked: Filter) -> list[Spot]:
    """The points of the map, those with most incidents first, at most ``LARGEST_MAP``."""
    return _spots(state(), asked)


def forget() -> None:
    """Keep nothing: for measuring, and for tests whose changes are taken back."""
    _overview.cache_clear()
    _spots.cache_clear()


def state() -> State:
    """Changes with every change of the record: rows come, go, or rise in version."""
    return tuple(
        Incident.objects.order_by().aggregate(Count("pk"), Max("pk"), Sum("version")).values()
    )


@lru_cache(maxsize=256)
def _overview(record: State, asked: Filter, step: str) -> Overview:
    rows = asked.apply()
    return Overview(rows.totals(), trends.over_time(rows, step), trends.by_governorate(rows))


@lru_cache(maxsize=64)
def _spots(record: State, asked: Filter) -> list[Spot]:
    placed = asked.apply().filter(latitude__isnull=False).order_by()
    grouped = placed.values("latitude", "longitude").annotate(
        place=Max("location"), precision=Max("precision_km"), **SUMS
    )
    largest = grouped.order_by(F("incidents").desc(), "latitude", "longitude")[:LARGEST_MAP]
    return [_spot(dict(row)) for row in largest]


def _spot(row: dict[str, Any]) -> Spot:
    return Spot(row["latitude"], row["longitude"], row["precision"], row["place"], totals_of(row))


def latest(rows: IncidentQuerySet, number: int) -> list[dict[str, Any]]:
    """The newest incidents as the maps and tables of an edition hold them."""
    names = (
        "id", "event_date", "event_date_end", "location", "deaths_low", "deaths_high",
        "injuries_low", "injuries_high", "latitude", "longitude", "precision_km", "method",
        "governorate",
    )  # fmt: skip
    found = rows.newest_first().values(*names)[:number]
    return [row | {"event_date": _iso(row["event_date"])} for row in found]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
