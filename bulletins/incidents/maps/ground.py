"""The ground under the incidents: countries, waters and borders of the base map."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any, NamedTuple

from bulletins.incidents.maps import look
from bulletins.incidents.maps.projection import Box, View

BASE_MAP = Path(__file__).parent.parent / "static" / "incidents" / "base-map.geojson"
CLOSE_WATERS = Path(__file__).parent / "close-waters.geojson"


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
    "stream": f'fill="none" stroke="{look.RIVER}" stroke-width="0.9" stroke-linejoin="round"',
    "river": f'fill="none" stroke="{look.RIVER}" stroke-width="1.5" stroke-linejoin="round"',
    "border": f'fill="none" stroke="{look.BORDER}" stroke-width="0.9" stroke-dasharray="4 3"',
    "outline": f'fill="none" stroke="{look.OUTLINE}" stroke-width="1.8" stroke-linejoin="round"',
}
RIVERS = frozenset({"Tigris", "Euphrates", "Shatt al-Arab"})  # All others are drawn as streams.
ROOM_FOR_STROKES = 20.0
_SOURCES = {"glow": "iraq", "outline": "iraq"}
_AREAS = {"neighbor", "iraq", "lake", "glow", "outline"}


@cache
def shapes() -> tuple[Shape, ...]:
    """All features of the base map."""
    return _read(BASE_MAP)


@cache
def close_shapes() -> tuple[Shape, ...]:
    """The same with rivers and lakes in full detail, for enlargements."""
    close = _read(CLOSE_WATERS)
    waters = {shape.layer for shape in close}
    return (*(shape for shape in shapes() if shape.layer not in waters), *close)


def _read(path: Path) -> tuple[Shape, ...]:
    document = json.loads(path.read_text(encoding="utf-8"))
    # Towns are points: the web map names them from this file, the printed one from ``names``.
    drawn = (each for each in document["features"] if each["geometry"]["type"] != "Point")
    return tuple(_shape(feature) for feature in drawn)


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


def draw_ground(view: View, drawn_from: Sequence[Shape]) -> Iterator[str]:
    """SVG paths of all layers, in the order they lie on each other."""
    for layer, line in outlines(view, drawn_from, layers=LAYERS):
        yield f'<path d="{line}" {LAYERS[layer]}/>'


def outlines(
    view: View, drawn_from: Sequence[Shape], *, layers: Iterable[str], finest: float = 0
) -> Iterator[tuple[str, str]]:
    """Each of these layers with its path data; ``finest`` is the shortest step of a line kept."""
    for layer in layers:
        source = _SOURCES.get(layer, layer)
        drawn = "".join(
            look.path(_thinned(_seen(line, view), finest), closed=layer in _AREAS)
            for shape in drawn_from
            if shape.layer == source
            for line in shape.lines
            if _is_seen(line, view)
        )
        if drawn:
            yield layer, drawn


def _thinned(points: list[tuple[float, float]], finest: float) -> list[tuple[float, float]]:
    """The line without points nearer to the one before than that; its two ends stay."""
    kept = points[:1]
    for x, y in points[1:-1]:
        if hypot(x - kept[-1][0], y - kept[-1][1]) >= finest:
            kept.append((x, y))
    return [*kept, points[-1]]


def _is_seen(line: Line, view: View) -> bool:
    return line.span.meets(Box(view.west, view.south, view.east, view.north))


def _seen(line: Line, view: View) -> list[tuple[float, float]]:
    """The line on the sheet, without points whose going nobody sees.

    Between two points beyond the same edge of the picture a line may be straight. An inset shows a
    hundredth of the country; the rest of its outline would be most of the drawing.
    """
    frame = view.frame.grown(ROOM_FOR_STROKES)
    points = [view.at(x, y) for x, y in line.points]
    seen = points[:1]
    beyond = frame.beyond(*seen[0])
    for before, point in pairwise(points):
        beyond &= frame.beyond(*point)
        if not beyond:
            seen += [before] if before != seen[-1] else []
            beyond = frame.beyond(*before) & frame.beyond(*point)
    return [*seen, points[-1]]


def _shape(feature: dict[str, Any]) -> Shape:
    facts, geometry = feature["properties"], feature["geometry"]
    label, name = facts.get("label"), facts.get("name", "")
    is_stream = facts["layer"] == "river" and name not in RIVERS
    return Shape(
        layer="stream" if is_stream else facts["layer"],
        name=name,
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
