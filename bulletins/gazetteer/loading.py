"""The places that ship with the product, brought into the database.

Model classes are passed in: after a migration Django hands out its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.apps.registry import Apps
from django.db import transaction

DATA = Path(__file__).parent / "data"
GEONAMES = "GeoNames, CC BY 4.0"
# Small towns are a point on the map of GeoNames, large ones stretch.
TOWN_KM, CITY_KM, CITY_FROM = 3.0, 5.0, 200_000
SOURCES = {
    "outline": "middle of its outline, Natural Earth",
    "estimate": "estimated by ISHM, not surveyed",
}
Facts = dict[str, Any]


def fill(place_model: Any, alias_model: Any, *, using: str = "default") -> int:
    """Add the shipped places that are missing, by name, kind and governorate."""
    stored = place_model.objects.using(using)
    known = set(stored.values_list("name", "kind", "governorate"))
    rows = [row for row in shipped() if _key(row) not in known]
    aliases = [row.pop("aliases") for row in rows]
    with transaction.atomic(using=using):
        places = stored.bulk_create(place_model(**row) for row in rows)
        alias_model.objects.using(using).bulk_create(
            alias_model(place=place, text=text, source=place.source)
            for place, texts in zip(places, aliases, strict=True)
            for text in dict.fromkeys(texts)
        )
    return len(places)


def fill_when_empty(app_config: AppConfig, *, using: str, apps: Apps = apps, **kwargs: Any) -> None:
    """Give a new database its gazetteer; Django calls it after ``migrate`` and ``flush``."""
    try:
        place_model = apps.get_model("gazetteer", "Place")
    except LookupError:  # Migrated back to before there were places.
        return
    if not place_model.objects.using(using).exists():
        fill(place_model, apps.get_model("gazetteer", "PlaceAlias"), using=using)


def shipped() -> Iterator[Facts]:
    """Every shipped place as the fields of a ``Place``, and its ``aliases``."""
    yield from _geonames()
    yield from _supplement()


def _key(row: Facts) -> tuple[str, str, str]:
    return row["name"], row["kind"], row["governorate"]


def _geonames() -> Iterator[Facts]:
    for row in json.loads((DATA / "geonames.json").read_text(encoding="utf-8")):
        del row["geonames_id"]
        is_city = row["population"] >= CITY_FROM
        yield {**row, "precision_km": CITY_KM if is_city else TOWN_KM, "source": GEONAMES}


def _supplement() -> Iterator[Facts]:
    with (DATA / "supplement.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                **row,
                "latitude": float(row["latitude"]),
                "longitude": float(row["longitude"]),
                "precision_km": float(row["precision_km"]),
                "source": SOURCES[row["source"]],
                "aliases": [alias for alias in row["aliases"].split("|") if alias],
            }
