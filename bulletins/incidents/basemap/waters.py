"""Rivers and lakes of the base map: which of them, under which names, and in how much detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from bulletins.incidents.basemap.gshhg import River
from bulletins.incidents.basemap.topojson import Topology

Box = tuple[float, float, float, float]  # west, south, east, north
Named = tuple[str, BaseGeometry]

# Waters come without names; each is known by the box it lies in.
LARGE_RIVERS: list[tuple[str, Box]] = [
    ("Shatt al-Arab", (47.4, 29.9, 48.6, 31.0)),  # Before the Euphrates, which it continues.
    ("Shatt al-Gharraf", (45.8, 30.9, 46.5, 32.6)),
    ("Euphrates", (40.9, 30.8, 47.5, 34.6)),  # Before the Tigris, whose box its end lies in.
    ("Euphrates", (37.8, 34.3, 41.0, 38.9)),
    ("Tigris", (42.3, 30.9, 47.5, 37.1)),
    ("Tigris", (39.6, 37.0, 42.4, 38.5)),
]
TRIBUTARIES: list[tuple[str, Box]] = [
    ("Great Zab", (43.3, 35.9, 44.4, 37.6)),
    ("Little Zab", (43.3, 35.1, 45.1, 36.0)),
    ("Adhaim", (44.0, 33.9, 44.9, 35.7)),
    ("Diyala", (44.4, 33.1, 45.8, 35.2)),
]
LAKES: list[tuple[str, Box]] = [
    ("Lake Tharthar", (43.0, 33.6, 43.6, 34.4)),
    ("Lake Razzaza", (43.3, 32.4, 44.0, 33.2)),
    ("Lake Habbaniyah", (43.2, 33.1, 43.7, 33.5)),
    ("Lake Dukan", (44.7, 35.9, 45.1, 36.3)),
    ("Darbandikhan Lake", (45.6, 35.0, 46.0, 35.4)),
    ("Hammar Marsh", (46.7, 30.6, 47.7, 31.0)),
    ("Lake Urmia", (45.0, 37.1, 45.9, 38.3)),
    ("Lake Van", (42.3, 38.3, 43.7, 39.0)),
]
BEDS: list[tuple[str, Box]] = [
    ("Tigris", (44.0, 31.9, 46.9, 34.2)),
    ("Shatt al-Arab", (47.7, 29.9, 48.6, 30.7)),
]
# Levels of GSHHG: 0 are the banks of wide rivers, up to 4 run all year, from 5 they often do not.
BANKS, LARGE, SMALL = 0, 2, 4
BESIDE = 0.13  # degrees that two drawings of one river differ by


@dataclass(frozen=True)
class Waters:
    """All that is drawn of water in the window."""

    rivers: list[Named]
    lakes: list[Named]
    beds: list[Named]  # of rivers so wide that they have two banks
    banks: list[Named]


def waters(
    window: BaseGeometry,
    country: BaseGeometry,
    natural_earth: Topology,
    stretches: Iterable[River],
    shores: Iterable[Polygon],
) -> Waters:
    """GSHHG as far as it goes, Natural Earth for names and for the lakes that GSHHG has not."""
    around = country.buffer(0.2)
    large = _natural(natural_earth, "rivers", LARGE_RIVERS, window)
    kept = [each for each in stretches if _is_drawn(each, around)]
    near = [shore for shore in shores if shore.intersects(around)]
    lakes = [(name, shore) for shore in near if (name := _in_box(shore, LAKES))]
    found = {name for name, _ in lakes}
    others = _natural(natural_earth, "lakes", LAKES, window)
    return Waters(
        rivers=_together((_name(each, large), each.line) for each in kept if each.level != BANKS),
        banks=_together(
            (name, each.line)
            for each in kept
            if each.level == BANKS and (name := _name(each, large))
        ),
        lakes=[*lakes, *((name, lake) for name, lake in others if name not in found)],
        beds=[(name, shore) for shore in near if (name := _in_box(shore, BEDS))],
    )


def _is_drawn(stretch: River, around: BaseGeometry) -> bool:
    if stretch.level <= LARGE:
        return True
    return stretch.level <= SMALL and stretch.line.intersects(around)


def _name(stretch: River, large: Sequence[Named]) -> str:
    """Of the large river it runs along, or of the tributary whose box it lies in, or none."""
    for name, line in large:
        along = stretch.line.intersection(line.buffer(BESIDE)).length
        if along > stretch.line.length * 0.6:
            return name
    return _in_box(stretch.line, TRIBUTARIES)


def _in_box(shape: BaseGeometry, boxes: Sequence[tuple[str, Box]]) -> str:
    return next((name for name, box in boxes if shapely.box(*box).contains(shape)), "")


def _natural(
    document: Topology, kind: str, boxes: Sequence[tuple[str, Box]], window: BaseGeometry
) -> list[Named]:
    parts = (
        (_known(part, boxes), part.intersection(window))
        for _, whole in document.shapes(kind)
        for part in shapely.get_parts(whole)
        if part.intersects(window)
    )
    return _together(parts)


def _known(part: BaseGeometry, boxes: Sequence[tuple[str, Box]]) -> str:
    if name := _in_box(part, boxes):
        return name
    raise LookupError(f"The water within {part.bounds} has no name yet: add its box.")


def _together(parts: Iterable[Named]) -> list[Named]:
    """Those of one name as one shape; lines end to end."""
    named: dict[str, list[BaseGeometry]] = defaultdict(list)
    for name, part in parts:
        named[name].append(part)
    return list(_joined(named))


def _joined(named: dict[str, list[BaseGeometry]]) -> Iterator[Named]:
    for name, parts in sorted(named.items()):
        whole = shapely.union_all(parts)
        yield name, shapely.line_merge(whole) if whole.geom_type.endswith("String") else whole
