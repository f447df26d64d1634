"""The base map: what the committed file must hold for the drawing and for the web map."""

import json

import pytest

from bulletins.gazetteer.borders import LINES, STRETCHES
from bulletins.incidents.basemap import borders, build
from bulletins.incidents.maps import ground

SHAPES, CLOSE = ground.shapes(), ground.close_shapes()


def points_of(shapes, name):
    found = [
        shape
        for shape in shapes
        if shape.layer in ("river", "stream", "lake") and shape.name == name
    ]
    return [point for shape in found for line in shape.lines for point in line.points]


def lake(shapes, name):
    (found,) = [shape for shape in shapes if (shape.layer, shape.name) == ("lake", name)]
    return found


def test_eighteen_governorates_have_a_shape_and_a_label():
    governorates = ground.governorates()

    assert len(governorates) == 18
    assert all(ground.contains(each, *each.label) for each in governorates)


def test_layers_stand_in_the_order_they_are_drawn_in():
    layers = list(
        dict.fromkeys(shape.layer.replace("stream", "river") for shape in ground.shapes())
    )

    assert layers == ["neighbor", "iraq", "lake", "river", "border", "governorate"]


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("Tigris", 43.1, 36.3),  # Mosul
        ("Tigris", 44.4, 33.3),  # Baghdad
        ("Euphrates", 43.3, 33.4),  # Ramadi
        ("Euphrates", 46.25, 31.05),  # Nasiriyah
        ("Shatt al-Arab", 47.83, 30.5),  # Basra
        ("Shatt al-Gharraf", 46.1, 31.7),
        ("Diyala", 44.6, 33.6),
        ("Adhaim", 44.5, 34.5),
        ("Great Zab", 43.7, 36.3),
        ("Little Zab", 43.9, 35.6),
    ],
)
@pytest.mark.parametrize("shapes", [SHAPES, CLOSE], ids=["base map", "close waters"])
def test_rivers_carry_the_right_name(shapes, name, longitude, latitude):
    points = points_of(shapes, name)

    assert min(abs(x - longitude) + abs(y - latitude) for x, y in points) < 0.35


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("Lake Tharthar", 43.25, 34.0),
        ("Lake Razzaza", 43.65, 32.75),
        ("Lake Habbaniyah", 43.45, 33.3),
        ("Lake Dukan", 44.93, 36.1),
        ("Darbandikhan Lake", 45.8, 35.2),
        ("Hammar Marsh", 47.1, 30.8),
    ],
)
@pytest.mark.parametrize("shapes", [SHAPES, CLOSE], ids=["base map", "close waters"])
def test_lakes_carry_the_right_name(shapes, name, longitude, latitude):
    span = lake(shapes, name).lines[0].span

    assert span.left < longitude < span.right
    assert span.top < latitude < span.bottom


def test_the_tigris_has_two_banks_where_it_is_drawn_large():
    assert ground.contains(lake(CLOSE, "Tigris"), 44.386, 33.337)  # Baghdad, mid-stream


def test_an_enlargement_shows_more_bends_than_the_map():
    assert len(points_of(CLOSE, "Diyala")) > 2 * len(points_of(SHAPES, "Diyala"))


@pytest.mark.parametrize(
    ("town", "longitude", "latitude", "governorate"),
    [
        ("Mosul", 43.119, 36.335, "Ninewa"),
        ("Basra", 47.78, 30.509, "Basra"),
        ("Rutba", 40.286, 33.037, "Anbar"),
        ("Kirkuk", 44.392, 35.468, "Kirkuk"),
    ],
)
def test_towns_lie_in_their_governorate(town, longitude, latitude, governorate):
    found = [
        each.name for each in ground.governorates() if ground.contains(each, longitude, latitude)
    ]

    assert found == [governorate]


def test_the_web_map_names_the_towns_that_the_printed_one_names():
    features = json.loads(build.BASE_MAP.read_text(encoding="utf-8"))["features"]
    named = [each for each in features if each["properties"]["layer"] == "town"]

    assert named == json.loads(json.dumps(list(build.towns())))
    assert features[-len(named) :] == named  # The last to be drawn.


def test_the_stretches_of_border_are_those_of_the_base_map():
    assert STRETCHES.read_text(encoding="utf-8") == borders.stretches_as_csv()
    assert LINES.read_text(encoding="utf-8") == borders.lines_as_csv()
