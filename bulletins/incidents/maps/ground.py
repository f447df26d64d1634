"""The ground under the incidents: countries, waters and borders of the base map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from bulletins.incidents.maps import look
from bulletins.incidents.maps.projection import Box, View

BASE_MAP = Path(__file__).parent.parent / "static" / "incidents" / "base-map.geojson"


class Line(NamedTuple):
    """One ring or line of the base map, with the degrees it spans."""

    points: list[tuple[float, float]]
    span: Box  # top is the southern edge here: degrees grow northward


class Shape(NamedTuple):
    """One feature of the base map."""

    layer: str
    name: str
    label: tuple[float, float] | None
    lines: list[Line]


# layer → how its lines are drawn; in this order, from the bottom up.
LAYERS = {
    "neighbor": f'fill="{look.NEIGHBOR}" stroke="{look.NEIGHBOR_EDGE}" stroke-width="0.8"',
    "glow": f'fill="none" stroke="{look.GLOW}" stroke-width="9" stroke-linejoin="round"',
    "iraq": f'fill="{look.IRAQ}"',
    "lake": f'fill="{look.LAKE}" stroke="{look.RIVER}" stroke-width="0.5"',
    "river": f'fill="none" stroke="{look.RIVER}" stroke-width="1.5" stroke-linejoin="round"',
    "border": f'fill="none" stroke="{look.BORDER}" stroke-width="0.9" stroke-dasharray="4 3"',
    "outline": f'fill="none" stroke="{look.OUTLINE}" stroke-width="1.8" stroke-linejoin="round"',
}
_SOURCES = {"glow": "iraq", "outline": "iraq"}
_AREAS = {"neighbor", "iraq", "lake", "glow", "outline"}


@cache
def shapes() -> tuple[Shape, ...]:
    """All features of the base map."""
    document = json.loads(BASE_MAP.read_text(encoding="utf-8"))
    return tuple(_shape(feature) for feature in document["features"])


def governorates() -> list[Shape]:
    """Those with a shape of their own; Halabja has none in the source."""
    return [shape for shape in shapes() if shape.layer == "governorate"]


def contains(shape: Shape, longitude: float, latitude: float) -> bool:
    """The point lies inside the area (for lettering only: the areas are not exact)."""
    crossings = 0
    for line in shape.lines:
        for (ax, ay), (bx, by) in pairwise(line.points):
            if (ay > latitude) != (by > latitude):
                crossings += longitude < ax + (latitude - ay) / (by - ay) * (bx - ax)
    return crossings % 2 == 1


def draw_ground(view: View) -> Iterator[str]:
    """SVG paths of all layers, in the order they lie on each other."""
    for layer, look_of_layer in LAYERS.items():
        source = _SOURCES.get(layer, layer)
        drawn = "".join(
            look.path((view.at(x, y) for x, y in line.points), closed=layer in _AREAS)
            for shape in shapes()
            if shape.layer == source
            for line in shape.lines
            if _is_seen(line, view)
        )
        if drawn:
            yield f'<path d="{drawn}" {look_of_layer}/>'


def _is_seen(line: Line, view: View) -> bool:
    return line.span.meets(Box(view.west, view.south, view.east, view.north))


def _shape(feature: dict[str, Any]) -> Shape:
    facts, geometry = feature["properties"], feature["geometry"]
    label = facts.get("label")
    return Shape(
        layer=facts["layer"],
        name=facts.get("name", ""),
        label=(label[0], label[1]) if label else None,
        lines=[_line(points) for points in _lines(geometry["coordinates"])],
    )


def _lines(coordinates: list[Any]) -> Iterator[list[tuple[float, float]]]:
    """Every ring or line, however deep GeoJSON nests it."""
    if isinstance(coordinates[0][0], (int, float)):
        yield [(x, y) for x, y in coordinates]
        return
    for part in coordinates:
        yield from _lines(part)


def _line(points: list[tuple[float, float]]) -> Line:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Line(points, Box(min(xs), min(ys), max(xs), max(ys)))
