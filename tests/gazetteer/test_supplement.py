"""A second pair of eyes on the points that ISHM set itself: map, waters, GeoNames and each other.

Of the estimated points nobody can say that they are right; what is checked is that none is grossly
wrong. The shapes are those of the committed base map, made from pinned packages.
"""

import csv
import json
from collections import defaultdict
from functools import cache
from itertools import combinations

import pytest
from django.conf import settings
from shapely import Point as Spot
from shapely import union_all
from shapely.geometry import shape
from shapely.ops import nearest_points

from bulletins.gazetteer.geometry import Point, distance_km
from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.gazetteer.loading import DATA
from bulletins.gazetteer.spelling import skeleton

INCIDENTS = settings.BASE_DIR / "bulletins" / "incidents"
SUPPLEMENT = list(csv.DictReader((DATA / "supplement.csv").open(encoding="utf-8")))
GEONAMES = json.loads((DATA / "geonames.json").read_text(encoding="utf-8"))

# The drawn borders err, and are older than the latest changes.
BORDERS_ERR_KM = 5
BAGHDAD_IS_DRAWN_TOO_SMALL_KM = 30
MOVED_TO_ANOTHER_GOVERNORATE = {"Bardarash": "Ninewa"}
# Two places that do have one name, and three names of one place or its parts.
TRUE_NAMESAKES = {"ubaidi", "hindia"}


@cache
def features(layer, close=False):
    path = "maps/close-waters.geojson" if close else "static/incidents/base-map.geojson"
    document = json.loads((INCIDENTS / path).read_text(encoding="utf-8"))
    return {
        each["properties"]["name"]: shape(each["geometry"])
        for each in document["features"]
        if each["properties"]["layer"] == layer
    }


@cache
def all_water():
    return union_all(
        [*features("lake", close=True).values(), *features("river", close=True).values()]
    )


def point(row):
    return Point(float(row["latitude"]), float(row["longitude"]))


def km_to(area, row):
    """0 inside an area; to a line, the distance."""
    here = Spot(float(row["longitude"]), float(row["latitude"]))
    near = nearest_points(area, here)[0]
    return distance_km(point(row), Point(near.y, near.x))


def governorate_of(row):
    """Halabja has no shape of its own: it lies in what is drawn as Sulaymaniyah."""
    name = MOVED_TO_ANOTHER_GOVERNORATE.get(row["name"], row["governorate"])
    return features("governorate")["Sulaymaniyah" if name == "Halabja" else name]


def beside(row):
    """How many km off the drawn border may be."""
    return BAGHDAD_IS_DRAWN_TOO_SMALL_KM if row["governorate"] == "Baghdad" else BORDERS_ERR_KM


def named(rows):
    return pytest.mark.parametrize("row", rows, ids=[row["name"] for row in rows])


@named([row for row in SUPPLEMENT if row["governorate"]])
def test_a_place_lies_in_its_governorate(row):
    assert km_to(governorate_of(row), row) <= float(row["precision_km"]) + beside(row)


@named([row for row in SUPPLEMENT if row["governorate"] and row["kind"] != "governorate"])
def test_a_place_is_not_farther_from_the_middle_than_its_governorate_reaches(row):
    area = governorate_of(row)
    middle = Point(area.centroid.y, area.centroid.x)
    reach = max(distance_km(middle, Point(y, x)) for x, y in area.convex_hull.exterior.coords)

    assert distance_km(point(row), middle) <= reach + beside(row)


@named([row for row in SUPPLEMENT if row["name"].endswith("Crossing")])
def test_a_border_crossing_lies_on_the_border(row):
    assert km_to(features("iraq")["Iraq"].boundary, row) <= float(row["precision_km"])


@named([row for row in SUPPLEMENT if row["name"].endswith((" Dam", " Bridge", " Barrage"))])
def test_a_dam_or_bridge_lies_on_water(row):
    assert km_to(all_water(), row) <= float(row["precision_km"])


@pytest.mark.parametrize("name", [name for name in features("lake", close=True) if "Lake" in name])
def test_a_lake_lies_in_its_shape(name):
    here = [row for row in SUPPLEMENT if row["name"] == name]

    assert all(km_to(features("lake", close=True)[name], row) <= 1 for row in here)


@named([row for row in SUPPLEMENT if row["kind"] == "neighborhood"])
def test_a_neighborhood_lies_in_a_city(row):
    cities = [
        city
        for city in GEONAMES
        if city["governorate"] == row["governorate"] and city["population"] > 50_000
    ]

    assert min(distance_km(point(row), point(city)) for city in cities) <= 20


def test_no_two_places_far_apart_have_the_same_name():
    places = defaultdict(list)
    for row in [*SUPPLEMENT, *GEONAMES]:
        aliases = row["aliases"].split("|") if isinstance(row["aliases"], str) else row["aliases"]
        if row["kind"] != "governorate":
            for name in {skeleton(each) for each in [row["name"], *aliases]} - {""}:
                places[name].append(row)
    far = {
        name
        for name, rows in places.items()
        for one, other in combinations(rows, 2)
        if distance_km(point(one), point(other)) > 15
    }

    assert far == TRUE_NAMESAKES


def test_every_governorate_has_its_middle_and_every_place_a_known_one():
    middles = {row["name"] for row in SUPPLEMENT if row["kind"] == "governorate"}

    assert middles == set(GOVERNORATES)
    assert {row["governorate"] for row in SUPPLEMENT} - {""} == set(GOVERNORATES)


def test_where_a_point_comes_from_and_how_exact_it_is_stand_in_every_row():
    assert {row["source"] for row in SUPPLEMENT} == {"outline", "estimate"}
    assert all(float(row["precision_km"]) >= 1 for row in SUPPLEMENT)
