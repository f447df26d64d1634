"""The static map: honest about what it shows, legible, and the same bytes for the same week."""

import re
from io import BytesIO
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest
from PIL import Image

from bulletins.incidents.maps import alt_text, draw_map, insets, look, picture, sheet_size, signs
from bulletins.incidents.maps.drawing import MAIN
from bulletins.incidents.maps.labels import Lettering
from tests.incidents.incidents import an_incident, deaths, injuries, scattered

PERIOD = "July 21 – 27, 2017"
SVG = "{http://www.w3.org/2000/svg}"


def circle_of(svg, words):
    """The circle whose title speaks of ``words``."""
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    (found,) = [g for g in groups if words in (g.findtext(f"{SVG}title") or "")]
    return found.find(f"{SVG}circle")


def texts(svg):
    return [each.text for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("number", [0, 1, 17, 150])
def test_the_same_week_gives_the_same_bytes(number):
    week = scattered(number)

    assert draw_map(week, period=PERIOD) == draw_map(list(week), period=PERIOD)


def test_the_picture_is_the_same_every_time_and_small_enough_for_a_mail():
    svg = draw_map(scattered(17), period=PERIOD)
    first, second = picture(svg), picture(svg)

    assert first == second
    assert len(first) < 200_000
    with Image.open(BytesIO(first)) as image:
        assert (image.width, image.mode) == (1520, "P")


def test_the_picture_keeps_the_colors_that_mean_something():
    with Image.open(BytesIO(picture(draw_map([], period=PERIOD)))) as image:
        colors = {color for _, color in image.convert("RGB").getcolors(maxcolors=256)}

    assert {(0xA3, 0x18, 0x2A), (0xE0, 0x8A, 0x1E)} <= colors


def test_a_strict_policy_finds_no_style_in_it():
    svg = draw_map(scattered(40), period=PERIOD)

    assert " style=" not in svg
    assert "<style" not in svg
    assert "<script" not in svg


def test_area_goes_with_casualties():
    svg = draw_map(
        [
            an_incident(location="one", latitude=32, longitude=41, **injuries(1)),
            an_incident(location="four", latitude=31, longitude=45, **injuries(4)),
        ],
        period=PERIOD,
    )

    assert float(circle_of(svg, "four").get("r")) == 2 * float(circle_of(svg, "one").get("r"))


@pytest.mark.parametrize(
    ("figures", "fill"),
    [
        ({**deaths(1), **injuries(5)}, look.KILLED),
        ({**deaths(0), **injuries(5)}, look.INJURED),
        ({**deaths(0), **injuries(0)}, look.PAPER),
        ({**deaths(None), **injuries(2)}, look.INJURED),
        ({**deaths(None), **injuries(None)}, look.PAPER),
    ],
)
def test_color_says_whether_anyone_was_killed(figures, fill):
    svg = draw_map([an_incident(location="here", **figures)], period=PERIOD)

    assert circle_of(svg, "here").get("fill") == fill


def test_what_is_not_known_carries_a_question_mark_not_a_zero():
    svg = draw_map([an_incident(**deaths(None), **injuries(None))], period=PERIOD)

    assert "?" in texts(svg)
    assert "unknown killed" in texts(svg)


@pytest.mark.parametrize(
    ("method", "precision_km", "is_dashed"),
    [("place", 3, False), ("editor", 1, False), ("place", 12, True), ("offset", 5, True)],
)
def test_a_dashed_rim_says_the_position_is_approximate(method, precision_km, is_dashed):
    svg = draw_map(
        [an_incident(location="here", method=method, precision_km=precision_km)], period=PERIOD
    )

    assert (circle_of(svg, "here").get("stroke-dasharray") is not None) == is_dashed


def test_repeats_at_one_named_place_are_one_circle_with_a_count():
    twice = [an_incident(location=words, method="place") for words in ("Taji", "Taaji district")]

    assert len(signs.signs(twice)) == 1
    assert "×2" in texts(draw_map(twice, period=PERIOD))


def test_two_names_reckoned_to_one_point_stay_two_circles():
    guessed = [an_incident(location=words, method="sector") for words in ("Here", "There")]

    assert len(signs.signs(guessed)) == 2


def test_incidents_without_a_place_or_off_the_map_are_counted_in_the_foot():
    svg = draw_map(
        [
            an_incident(),
            an_incident(latitude=None, longitude=None),
            an_incident(latitude=48.2, longitude=16.4, method="given"),
        ],
        period=PERIOD,
    )

    (foot,) = [words for words in texts(svg) if words.startswith("Positions")]
    assert foot.endswith("Without a known place, not shown: 1. Outside the area of the map: 1.")


def test_names_never_print_over_a_circle_or_over_each_other():
    shown = signs.signs(scattered(150))
    circles = signs.place(shown, MAIN, signs.unit(shown))
    lettering = Lettering(MAIN, circles)
    lettering.towns(ranks=range(5))
    lettering.countries()
    lettering.governorates()
    lettering.waters()

    boxes = [box for box in lettering.taken if box.width > 5.1]
    assert len(boxes) > 30
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    for box in boxes:
        for circle in circles:
            dx = max(box.left - circle.x, 0, circle.x - box.right)
            dy = max(box.top - circle.y, 0, circle.y - box.bottom)
            assert hypot(dx, dy) >= circle.radius


def test_crowded_circles_are_pushed_apart_but_stay_near():
    crowd = [an_incident(location=f"p{n}", **injuries(4)) for n in range(5)]
    shown = signs.signs(crowd)
    circles = signs.place(shown, MAIN, 8.0)

    for one, other in combinations(circles, 2):
        assert hypot(one.x - other.x, one.y - other.y) > one.radius * 1.5
    assert all(hypot(c.x - c.true_x, c.y - c.true_y) <= c.radius + 22.01 for c in circles)


def test_an_inset_comes_only_where_incidents_crowd():
    apart = [an_incident(location=f"p{n}", latitude=30.5 + n, longitude=42 + n) for n in range(5)]
    crowd = [
        an_incident(location=f"p{n}", latitude=33.3 + n / 50, longitude=44.3) for n in range(6)
    ]

    assert insets.choose(signs.signs(apart), MAIN, 8.0) is None
    inset = insets.choose(signs.signs(crowd), MAIN, 8.0)
    assert inset.title == "Baghdad and surroundings"
    assert all(inset.shows(sign) for sign in signs.signs(crowd))


def test_an_inset_that_would_hide_an_incident_stands_below_the_map():
    crowd = [
        an_incident(location=f"p{n}", latitude=33.3 + n / 50, longitude=44.3) for n in range(6)
    ]
    corners = [
        an_incident(location=f"c{n}", latitude=latitude, longitude=longitude)
        for n, (latitude, longitude) in enumerate([(31.0, 40.0), (37.0, 39.0), (30.2, 47.8)])
    ]
    inset = insets.choose(signs.signs(crowd + corners), MAIN, 8.0)

    assert inset.view.top > MAIN.frame.bottom
    height = float(
        re.search(r'viewBox="0 0 760 ([\d.]+)"', draw_map(crowd + corners, period="")).group(1)
    )
    assert height > inset.view.frame.bottom


def test_an_inset_and_its_window_show_the_same_incidents():
    svg = draw_map(scattered(150), period=PERIOD)

    assert svg.count('id="ishm-map-inset"') == 1


def test_the_map_in_words():
    week = [an_incident(**deaths(2)), an_incident(governorate="Baghdad", **injuries(None))]

    assert alt_text(week, period=PERIOD) == (
        "Map of Iraq, July 21 – 27, 2017: 2 incidents, 2 killed, at least 1 injured. "
        "Most in Anbar (1), Baghdad (1). The table lists every incident."
    )
    assert alt_text([], period=PERIOD) == (
        "Map of Iraq, July 21 – 27, 2017: no incidents were recorded."
    )


def test_words_from_outside_are_text_never_markup():
    svg = draw_map([an_incident(location="<script>&\"'")], period="<b>")

    assert "<script>" not in svg
    assert "<b>" in texts(svg)


def test_an_empty_week_says_so():
    assert "No incidents" in texts(draw_map([], period=PERIOD))


@pytest.mark.parametrize("title", ["Incidents", ""])
@pytest.mark.parametrize("number", [0, 1, 17, 150])
def test_its_size_can_be_told_without_drawing_it(title, number):
    week = scattered(number)
    svg = draw_map(week, period=PERIOD, title=title)
    said = re.search(r' width="([\d.]+)" height="([\d.]+)"', svg).groups()

    assert sheet_size(week, title=title) == tuple(round(float(each)) for each in said)
