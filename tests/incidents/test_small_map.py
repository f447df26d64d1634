"""The map for the width of a column."""

import re

from bulletins.incidents.maps import draw_small
from tests.incidents.incidents import an_incident, deaths, injuries


def week():
    return [
        an_incident(location="Fallujah", latitude=33.35, longitude=43.78, **deaths(3)),
        an_incident(location="Basra", latitude=30.51, longitude=47.78, **injuries(2)),
    ]


def test_every_place_with_incidents_has_its_circle_and_says_what_happened():
    svg = draw_small(week(), period="July 21 – 27, 2017")
    assert re.findall(r'class="map-(killed|injured|none)"', svg) == ["killed", "injured"]
    assert "Fallujah: 3 killed, 1 injured</title>" in svg
    assert 'aria-label="Map of Iraq, July 21 – 27, 2017: 2 incidents, 3 killed, 3 injured.' in svg


def test_it_names_cities_in_letters_of_twelve_pixels_or_more():
    svg = draw_small(week(), period="July 21 – 27, 2017")
    sizes = [float(size) for size in re.findall(r'font-size="([0-9.]+)"', svg)]
    assert min(sizes) >= 12
    assert {"Baghdad", "Mosul"} <= set(re.findall(r"<text[^>]*>([^<]+)</text>", svg))


def test_a_page_can_carry_it():
    assert len(draw_small(week(), period="July 21 – 27, 2017").encode()) < 24_000
