"""Where borders run, for phrases such as “on the Syrian border”: written for the gazetteer.

``python -m bulletins.incidents.basemap.borders`` reads the committed base map and needs shapely,
but no network. Each row is a stretch between two governorates, or between a neighbor and a
governorate or (without one) the whole country: its middle, and how far from there its ends are in
km. Beside it lie the borders themselves, a point every few km, for “the Syrian border near Rabia”.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import combinations

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from bulletins.gazetteer.borders import DRAWN_TO_KM, LINES, STRETCHES, Stretch
from bulletins.gazetteer.geometry import Point, distance_km
from bulletins.incidents.basemap.build import BASE_MAP

# Neighbors are drawn from another file: their edge lies beside ours.
APART = 0.03  # degrees
SHORTEST_KM = 10.0
BETWEEN_POINTS = 0.06  # degrees, some 6 km
# The governorate is drawn too small (docs/gazetteer.md).
BAGHDAD_DRAWN_TO_KM = 30


def stretches() -> Iterator[Stretch]:
    """Every stretch worth a name, sorted."""
    areas = _layer("governorate")
    for name, edge in _edges():
        yield from _stretch(name, "", edge)
        for governorate, area in sorted(areas.items()):
            yield from _stretch(name, governorate, area.boundary.intersection(edge))
    for one, other in combinations(sorted(areas), 2):
        shared = areas[one].boundary.intersection(areas[other].boundary)
        yield from _stretch(one, other, shared)


def line_points() -> Iterator[tuple[str, float, float]]:
    """Neighbor, latitude and longitude, every few km along its border."""
    for name, edge in _edges():
        for line in shapely.get_parts(shapely.line_merge(edge)):
            steps = max(1, round(line.length / BETWEEN_POINTS))
            for step in range(steps + 1):
                at = line.interpolate(step / steps, normalized=True)
                yield name, round(at.y, 3), round(at.x, 3)


def as_csv(names: Iterable[str], rows: Iterable[tuple[object, ...]]) -> str:
    """A file, with a line of names above."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return target.getvalue()


def stretches_as_csv() -> str:
    """What lies at ``STRETCHES``."""
    return as_csv(Stretch._fields, stretches())


def lines_as_csv() -> str:
    """What lies at ``LINES``."""
    return as_csv(("neighbor", "latitude", "longitude"), line_points())


def _edges() -> Iterator[tuple[str, BaseGeometry]]:
    """Each neighbor and the border with it, by name."""
    outline = shapely.union_all(list(_layer("governorate").values())).boundary
    for name, neighbor in sorted(_layer("neighbor").items()):
        edge = outline.intersection(neighbor.buffer(APART))
        if not edge.is_empty:
            yield name, edge


def _layer(name: str) -> dict[str, BaseGeometry]:
    features = json.loads(BASE_MAP.read_text(encoding="utf-8"))["features"]
    return {
        each["properties"]["name"]: shape(each["geometry"])
        for each in features
        if each["properties"]["layer"] == name
    }


def _stretch(one: str, other: str, line: BaseGeometry) -> Iterator[Stretch]:
    """The point of the line that lies nearest to its farthest end."""
    points = [Point(y, x) for x, y in shapely.get_coordinates(line)]
    if not points:
        return
    reach, middle = min((max(distance_km(at, each) for each in points), at) for at in points)
    if reach < SHORTEST_KM:
        return
    beside = BAGHDAD_DRAWN_TO_KM if "Baghdad" in (one, other) else DRAWN_TO_KM
    yield Stretch(
        one, other, round(middle.latitude, 2), round(middle.longitude, 2), round(reach) + beside
    )


if __name__ == "__main__":
    STRETCHES.write_text(stretches_as_csv(), encoding="utf-8")
    LINES.write_text(lines_as_csv(), encoding="utf-8")
