"""The casualty record as files: CSV for spreadsheets, GeoJSON for maps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from bulletins.public.meta import whole
from bulletins.public.models import PublishedItem

FACTS = (
    "id", "event_date", "location", "governorate", "deaths_low", "deaths_high", "injuries_low",
    "injuries_high", "latitude", "longitude", "precision_km", "method",
)  # fmt: skip
# A spreadsheet takes text that begins so for a formula (OWASP ASVS 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")


def as_csv(items: Iterable[PublishedItem]) -> str:
    """One line an incident, with a header; an empty figure means unknown, 0 means none."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([*FACTS, "issue", "url"])
    for item in items:
        facts = [_cell(item.data.get(name)) for name in FACTS]
        writer.writerow([*facts, item.issue.slug if item.issue else "", whole(item.path)])
    return out.getvalue()


def as_geojson(items: Iterable[PublishedItem]) -> dict[str, Any]:
    """A FeatureCollection; incidents nobody could place have no geometry (RFC 7946, 3.2)."""
    return {"type": "FeatureCollection", "features": [_feature(item) for item in items]}


def _cell(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if is_formula else value


def _feature(item: PublishedItem) -> dict[str, Any]:
    facts = {name: item.data.get(name) for name in FACTS}
    latitude, longitude = facts.pop("latitude"), facts.pop("longitude")
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {
        "type": "Feature",
        "id": facts["id"],
        "geometry": None if latitude is None else point,
        "properties": {**facts, "issue": item.issue and item.issue.slug, "url": whole(item.path)},
    }
