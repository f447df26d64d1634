"""TopoJSON to shapes: the part of the format that the pinned files use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]


class Topology:
    """One TopoJSON document; ``shapes`` yields the objects in it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.objects = document["objects"]
        scale, shift = document["transform"]["scale"], document["transform"]["translate"]
        self._arcs = [_decode(arc, scale, shift) for arc in document["arcs"]]

    def shapes(self, name: str) -> Iterator[tuple[str, BaseGeometry]]:
        """Name (or "") and shape of every geometry of an object."""
        for geometry in self.objects[name]["geometries"]:
            shape = self._shape(geometry)
            if not shape.is_empty:
                yield geometry.get("properties", {}).get("name", ""), shape

    def _shape(self, geometry: dict[str, Any]) -> BaseGeometry:
        arcs = geometry.get("arcs", [])
        match geometry["type"]:
            case "LineString":
                return LineString(self._line(arcs))
            case "MultiLineString":
                return MultiLineString([self._line(part) for part in arcs])
            case "Polygon":
                return self._polygon(arcs)
            case "MultiPolygon":
                polygons = [self._polygon(part) for part in arcs]
                return MultiPolygon([polygon for polygon in polygons if not polygon.is_empty])
        return Polygon()

    def _polygon(self, rings: list[list[int]]) -> Polygon:
        """A ring of under four points encloses nothing; world-atlas has some."""
        lines = [line for ring in rings if len(line := self._line(ring)) >= 4]
        return Polygon(lines[0], lines[1:]) if lines else Polygon()

    def _line(self, indices: list[int]) -> list[Point]:
        """Arcs end to end, each sharing its first point with the last of the one before."""
        points: list[Point] = []
        for index in indices:
            arc = self._arcs[index] if index >= 0 else self._arcs[~index][::-1]
            points += arc[1:] if points else arc
        return points


def _decode(arc: list[list[int]], scale: list[float], shift: list[float]) -> list[Point]:
    """Steps from point to point in whole numbers, to degrees."""
    xs = accumulate(step[0] for step in arc)
    ys = accumulate(step[1] for step in arc)
    return [(x * scale[0] + shift[0], y * scale[1] + shift[1]) for x, y in zip(xs, ys, strict=True)]
