"""What a part of the record comes to: totals, trend, governorates and points on the map.

The answer is kept in the process for as long as the record does not change. After a change only the
months it touched are read again (``months``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Min, Q

from bulletins.incidents import months, spots, trends
from bulletins.incidents.figures import Stated, Totals
from bulletins.incidents.filters import Filter
from bulletins.incidents.maps.signs import EXACT_METHODS
from bulletins.incidents.models import IncidentQuerySet
from bulletins.incidents.sums import SUMS, stated, together, totals_of

LARGEST_MAP = 1_500  # places; more circles than this tell nothing and take a second to draw


@dataclass(frozen=True)
class Overview:
    """The numbers of one view of the explorer."""

    totals: Totals
    deaths: Stated
    injuries: Stated
    trend: list[trends.Period]
    governorates: list[tuple[str, Totals]]
    years: list[int]  # of the whole record


def overview(asked: Filter, *, step: str) -> Overview:
    """Totals, trend by ``step`` ("week" or "month") and governorates of what was asked for."""
    return _overview(months.state(), asked, step)


def spots_as_json(asked: Filter) -> str:
    """The points of the map, those with most incidents first, at most ``LARGEST_MAP``."""
    return _spots_as_json(months.state(), asked)


def forget() -> None:
    """Keep nothing: for measuring, and for tests whose changes are taken back."""
    months.forget()
    _overview.cache_clear()
    _spots_as_json.cache_clear()


@lru_cache(maxsize=64)
def _overview(record: months.Stamp, asked: Filter, step: str) -> Overview:
    found = months.months(record, asked)
    periods = (month.by_week if step == "week" else month.by_month for month in found)
    whole = [month.whole for month in found]
    return Overview(
        together(whole),
        stated(whole, "deaths"),
        stated(whole, "injuries"),
        trends.over_time((each for part in periods for each in part.items()), step),
        trends.by_governorate(each for month in found for each in month.governorates),
        months.years(record),
    )


@lru_cache(maxsize=64)
def _spots_as_json(record: months.Stamp, asked: Filter) -> str:
    placed = asked.apply().filter(latitude__isnull=False).order_by()
    grouped = placed.values("latitude", "longitude").annotate(
        place=Max("location"),
        precision=Max("precision_km"),
        first_day=Min("event_date"),
        last_day=Max("event_date"),
        exact=Count("pk", filter=Q(method__in=EXACT_METHODS)),
        **SUMS,
    )
    largest = grouped.order_by(F("incidents").desc(), "latitude", "longitude")[:LARGEST_MAP]
    return json.dumps({"spots": [_spot(dict(row)) for row in largest]}, ensure_ascii=False)


def _spot(row: Mapping[str, Any]) -> spots.Spot:
    """All incidents at one point; table rows and circles know each other by its key."""
    latitude, longitude = row["latitude"], row["longitude"]
    return spots.spot(
        key=f"{latitude:.4f},{longitude:.4f}",
        at=(latitude, longitude),
        location=row["place"],
        days=(row["first_day"], row["last_day"]),
        sums=totals_of(row),
        precision_km=row["precision"],
        is_exact=row["exact"] == row["incidents"],
    )


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
