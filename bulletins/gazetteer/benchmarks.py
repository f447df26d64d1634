"""How often, how near and how fast ``locate`` is, on the labeled phrases of the test suite."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from statistics import median

from django.conf import settings

from bulletins.benchmarking import Comparison
from bulletins.gazetteer.geometry import Point, distance_km
from bulletins.gazetteer.location import Location
from bulletins.gazetteer.services import locate, locate_all

MOST_MS = 2.0
LEAST_PERCENT = 95.0
RUNS = 20


def locate_phrases() -> Iterator[Comparison]:
    """Hit rate, median error and time a phrase, warm."""
    path = settings.BASE_DIR / "tests" / "gazetteer" / "labeled_phrases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = locate_all(row["phrase"] for row in rows)
    hits = sum(_is_hit(row, location) for row, location in zip(rows, found, strict=True))
    errors = [_error(row, each) for row, each in zip(rows, found, strict=True) if each.point]
    rate = f"hit rate, {hits} of {len(rows)} labeled phrases placed or refused rightly"
    yield Comparison(rate, 100 * hits / len(rows), "the least", LEAST_PERCENT, "%", at_least=1)
    yield Comparison(
        "median error", median(errors), "median tolerance", _median_tolerance(rows), "km", at_most=1
    )
    yield Comparison("one phrase, warm", _milliseconds(rows), "the limit", MOST_MS, "ms", at_most=1)


def _is_hit(row: dict[str, str], location: Location) -> bool:
    if not row["latitude"]:
        return location.point is None
    return location.point is not None and _error(row, location) <= float(row["tolerance_km"])


def _error(row: dict[str, str], location: Location) -> float:
    """Kilometers beside the labeled point; a point where none should be is off the earth."""
    if not row["latitude"] or not location.point:
        return 40_000.0
    return distance_km(location.point, Point(float(row["latitude"]), float(row["longitude"])))


def _median_tolerance(rows: list[dict[str, str]]) -> float:
    return median(float(row["tolerance_km"]) for row in rows if row["tolerance_km"])


def _milliseconds(rows: list[dict[str, str]]) -> float:
    """The median over all phrases, each asked alone as the desk does, query included."""
    taken = []
    for row in rows * RUNS:
        started = time.perf_counter()
        locate(row["phrase"])
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


BENCHMARKS = {"locate": locate_phrases}
