"""The base map: what the committed file must hold for the drawing and for the web map."""

import pytest

from bulletins.incidents.maps import ground

SHAPES = {(shape.layer, shape.name): shape for shape in ground.shapes()}


def test_eighteen_governorates_have_a_shape_and_a_label():
    governorates = ground.governorates()

    assert len(governorates) == 18
    assert all(ground.contains(each, *each.label) for each in governorates)


def test_layers_stand_in_the_order_they_are_drawn_in():
    layers = list(dict.fromkeys(shape.layer for shape in ground.shapes()))

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
    ],
)
def test_rivers_carry_the_right_name(name, longitude, latitude):
    points = [point for line in SHAPES["river", name].lines for point in line.points]

    assert min(abs(x - longitude) + abs(y - latitude) for x, y in points) < 0.35


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
