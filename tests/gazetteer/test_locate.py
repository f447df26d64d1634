"""Location phrases: a point, or an honest refusal."""

import csv
import statistics
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bulletins.gazetteer import borders
from bulletins.gazetteer.geometry import (
    Point,
    angle_between,
    bearing,
    distance_km,
    is_in_iraq,
    moved,
)
from bulletins.gazetteer.loading import shipped
from bulletins.gazetteer.location import FLAGS
from bulletins.gazetteer.names import Known, Names
from bulletins.gazetteer.phrases import Phrases

LABELED = Path(__file__).parent / "labeled_phrases.csv"
IN_IRAQ = st.builds(Point, st.floats(30.5, 36.5), st.floats(41.5, 46.0))


@pytest.fixture(scope="module")
def locate():
    """The shipped gazetteer, without a database."""
    places = [
        Known(
            id=number,
            name=row["name"],
            kind=row["kind"],
            governorate=row["governorate"],
            point=Point(row["latitude"], row["longitude"]),
            precision_km=row["precision_km"],
            population=row.get("population", 0),
            names=tuple(name for name in (row["arabic"], *row["aliases"]) if name),
        )
        for number, row in enumerate(shipped(), start=1)
    ]
    return Phrases(Names(places)).locate


def labeled():
    with LABELED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_ninety_seven_of_a_hundred_labeled_phrases_are_right(locate):
    rows = labeled()
    wrong = [row["phrase"] for row in rows if not is_right(row, locate(row["phrase"]))]

    assert len(rows) >= 150
    assert len(wrong) <= len(rows) * 0.03, wrong


def test_half_of_the_points_are_within_three_km(locate):
    found = [(row, locate(row["phrase"]).point) for row in labeled() if row["latitude"]]
    errors = [distance_km(point, labeled_point(row)) for row, point in found if point]

    assert statistics.median(errors) < 3


def test_no_point_is_better_than_its_precision_says(locate):
    """The label lies in the circle, as far as the label itself is exact."""
    for row in labeled():
        found = locate(row["phrase"])
        if found.point and row["latitude"]:
            error = distance_km(found.point, labeled_point(row))
            assert error <= found.precision_km + float(row["tolerance_km"]), row["phrase"]


def is_right(row, location):
    if not row["latitude"]:
        return location.point is None
    return location.point is not None and (
        distance_km(location.point, labeled_point(row)) <= float(row["tolerance_km"])
    )


def labeled_point(row):
    return Point(float(row["latitude"]), float(row["longitude"]))


@pytest.mark.parametrize(
    ("phrase", "method", "place", "precision_km", "flags"),
    [
        ("20 km south of Fallujah", "offset", "Fallujah", 5, ()),
        ("Suwaib neighborhood, southern Baghdad", "place", "Suwaib", 4, ()),
        (
            "Rabia, 60 km northeast of Baqubah",
            "offset",
            "Baqubah",
            15,
            ("namesake elsewhere",),
        ),
        ("'Akarkuf, west of Baghdad", "place", "Aqar Quf", 3, ()),
        (
            "Albu Khaled district, northern Baghdad",
            "within",
            "Baghdad",
            8.4,
            ("name not found",),
        ),
        ("Ma'alif district, southern Baghdad", "place", "Maalif", 3, ()),
        ("Jamila, 75 km east of Baqubah", "offset", "Baqubah", 18.75, ("namesake elsewhere",)),
        ("Taaji district, north of Baghdad", "place", "Taji", 4, ()),
        ("Hit, 70 km west of Ramadi", "place", "Hit", 3, ("place and offset differ",)),
        ("al-Madain, southeast of Baghdad", "place", "Madain", 4, ()),
        ("Western entrance to Fallujah", "edge", "Fallujah", 5, ()),
        ("Radwania neighborhood, west of Baghdad", "place", "Radwaniyah", 5, ()),
        ("Jahiza, 5 km west of Baqubah", "offset", "Baqubah", 5, ("name not found",)),
        ("Sarbadia, 10 km west of Hit", "offset", "Hit", 5, ("name not found",)),
        ("Dibs, 45 km northwets of Kirkuk", "place", "Dibis", 3, ("unclear direction",)),
    ],
)
def test_every_phrase_of_a_real_week(locate, phrase, method, place, precision_km, flags):
    location = locate(phrase)

    assert location.point is not None
    assert (location.method, location.place.name) == (method, place)
    assert location.precision_km == precision_km
    assert location.flags == flags


@pytest.mark.parametrize(
    ("phrase", "method", "place", "flags"),
    [
        ("70 km west of Ramadi", "offset", "Ramadi", ()),
        ("between Tikrit and Kirkuk", "between", "Tikrit", ()),
        ("just north of Balad", "near", "Balad", ("no distance",)),
        ("near Lake Haditha", "near", "Lake Haditha", ()),
        ("al-Walid border crossing with Syria", "place", "al-Walid Crossing", ()),
        ("Salah ad-Din province", "area", "Salah ad-Din", ("area only",)),
        ("W of Kirkuk", "near", "Kirkuk", ("no distance",)),
        ("112 km northeast of Baqubah", "offset", "Baqubah", ()),
        ("different parts of Kirkuk", "area", "Kirkuk", ("several places",)),
        ("Khanaquin", "place", "Khanaqin", ("spelling",)),
        ("الفلوجة", "place", "Fallujah", ()),
        ("محافظة الأنبار", "area", "Anbar", ("area only",)),
        ("near the Syrian border in Anbar", "border", "Anbar", ("area only",)),
        ("Duhok, on the Turkish border", "border", "Duhok", ("area only",)),
        ("al-Qaim, near the Syrian border", "place", "al-Qaim", ()),
        ("Taji, on the highway between Baghdad and Samarra", "place", "Taji", ()),
        ("along the highway between Baghdad and Samarra", "between", "Baghdad", ()),
        ("٢٠ كم جنوب الفلوجة", "offset", "Fallujah", ()),
        ("منطقة الرضوانية غرب بغداد", "place", "Radwaniyah", ()),
        ("شمال شرقي بعقوبة", "near", "Baqubah", ("no distance",)),
        ("بين تكريت وكركوك", "between", "Tikrit", ()),
        ("northeast of Baqubah", "near", "Baqubah", ("no distance",)),
        ("just outside Fallujah", "near", "Fallujah", ("no distance",)),
        ("a rural area south of Hawija", "near", "Hawija", ("no distance",)),
        ("the Turkish border near Zakho", "border", "Zakho", ("area only",)),
        ("Muqdadiyah and Khalis", "area", "Muqdadiyah", ("several places",)),
        ("outskirts of Tal Afar, 60 km west of Mosul", "near", "Tal Afar", ()),
        ("west of Baghdad, Abu Ghraib", "place", "Abu Ghraib", ()),
        ("Mosul's Wadi Hajar neighborhood", "place", "Wadi Hajar", ()),
        (
            "Albu Khalil, Hawija district, Kirkuk",
            "within",
            "Hawija",
            ("name not found", "area only"),
        ),
        ("Abbasi, Hawija district, Kirkuk", "place", "Abbasi", ()),
        ("southwets Kirkuk", "within", "Kirkuk", ("unclear direction",)),
    ],
)
def test_every_form_of_phrase(locate, phrase, method, place, flags):
    location = locate(phrase)

    assert (location.method, location.place.name, location.flags) == (method, place, flags)


@pytest.mark.parametrize(
    ("phrase", "flag"),
    [
        ("", "no place"),
        ("   ", "no place"),
        ("unknown", "no place"),
        ("Iraq", "no place"),
        ("Damascus", "unknown place"),
        ("10 km north of Aleppo", "unknown place"),
        ("10 km upwards of Balad", "direction unknown"),
        ("different parts of the country", "several places"),
        ("near the Iranian border", "long border"),
        ("Khadra village, near the Iranian border", "namesake elsewhere"),  # It is in Baghdad.
        ("near the border", "which border"),
        ("off the road to Tikrit", "one end"),
        ("=HYPERLINK(1)", "unknown place"),
        ("x" * 5000, "unknown place"),
    ],
)
def test_what_cannot_be_placed_says_so(locate, phrase, flag):
    location = locate(phrase)

    assert location.point is None
    assert location.precision_km is None
    assert location.method == ""
    assert flag in location.flags


@pytest.mark.parametrize(
    "phrase",
    [
        "Diyala–Salah ad-Din border",
        "the Salah ad-Din-Diyala border",
        "border between Diyala and Salah ad-Din provinces",
        "Diyala's border with Salah ad-Din",
        "between Diyala and Salah ad-Din provinces",
    ],
)
def test_the_border_of_two_governorates_is_one_however_it_is_written(locate, phrase):
    location = locate(phrase)

    assert (location.method, location.place) == ("border", None)
    assert location.point == borders.between("Diyala", "Salah ad-Din").point
    assert location.precision_km < 100


@pytest.mark.parametrize(
    "spellings",
    [
        ("Baqubah", "Baquba", "Ba'qubah"),
        ("Hit", "Heet"),
        ("Dibs", "Dibis"),
        ("Radwania", "Radwaniyah"),
        ("Akarkuf", "Aqar Quf"),
        ("Kirkuk", "Karkuk"),
        ("Salah ad-Din", "Salah al-Din", "Salahuddin", "Salah al-Deen"),
        ("Karma", "Garma"),
        ("Erbil", "Irbil", "Arbil"),
        ("Nineveh", "Ninewa"),
        ("Tuz", "Tuz Khurmatu", "Tuzkhurmatu"),
        ("Kadhimiya", "Kadhimiayh"),
    ],
)
def test_spellings_of_one_place_lead_to_one_point(locate, spellings):
    points = {locate(spelling).point for spelling in spellings}

    assert len(points) == 1
    assert None not in points


@pytest.mark.parametrize(
    "orders",
    [
        ("Dora, Baghdad", "Baghdad, Dora", "Baghdad/Dora", "Baghdad - al-Dora", "Baghdad's Dora"),
        ("Fallujah, Anbar", "Anbar - Fallujah", "Fallujah (Anbar)", "Anbar: Fallujah"),
        ("Dibs, 45 km northwest of Kirkuk", "45 km NW of Kirkuk, Dibs", "Dibs, 45km NW Kirkuk"),
    ],
)
def test_the_narrower_name_counts_wherever_it_stands(locate, orders):
    places = {locate(phrase).place.name for phrase in orders}

    assert len(places) == 1


@pytest.mark.parametrize(
    ("loose", "plain"),
    [
        ("two kilometers south of Kirkuk", "2 km south of Kirkuk"),
        ("20km S. Mosul", "20 km south of Mosul"),
        ("20 km south west of Baghdad", "20 km southwest of Baghdad"),
        ("northern side of Fallujah", "northern Fallujah"),
        ("Fallujah city center", "central Fallujah"),
        ("near a market in Mahmudiyah", "Mahmudiyah"),
    ],
)
def test_loose_wording_leads_where_plain_words_do(locate, loose, plain):
    assert locate(loose).point == locate(plain).point


def test_of_a_range_of_distances_the_middle_is_taken_and_the_rest_is_doubt(locate):
    found = locate("10 to 40 km east of Rutba")

    assert found.point == locate("25 km east of Rutba").point
    assert found.precision_km == 15


def test_an_unknown_village_said_of_a_city_may_lie_anywhere_in_its_governorate(locate):
    village, street = locate("Nowhereville, Kirkuk"), locate("Nowhere street, Kirkuk")

    assert (village.method, village.place.kind) == ("area", "governorate")
    assert (street.method, street.place.kind) == ("within", "town")


def test_a_town_is_no_neighborhood_of_a_city_far_from_it(locate):
    assert "namesake elsewhere" in locate("Rashad neighborhood, southern Kirkuk").flags
    assert locate("Rashad, southwest of Kirkuk").place.name == "Rashad"


def test_places_in_two_governorates_have_none_together(locate):
    assert locate("Tarmiyah and Dujail").place is None
    assert locate("Tarmiyah and Nowhereville").point is None


@pytest.mark.parametrize("town", ["Rabia", "Zakho", "Khanaqin"])
def test_the_border_near_a_town_is_the_part_beside_it(locate, town):
    neighbor = {"Rabia": "Syrian", "Zakho": "Turkish", "Khanaqin": "Iranian"}[town]
    found = locate(f"the {neighbor} border near {town}")

    assert found.method == "border"
    assert distance_km(found.point, locate(town).point) <= found.precision_km <= 60


def test_a_name_that_several_places_share_is_not_guessed():
    twins = [
        Known(number, "Salhiyah", "village", "", Point(latitude, 44.0), 3, 0)
        for number, latitude in ((1, 33.0), (2, 35.0))
    ]

    assert Phrases(Names(twins)).locate("Salhiyah").flags == ("ambiguous",)


def test_every_flag_is_explained_to_the_editor(locate):
    raised = {flag for row in labeled() for flag in locate(row["phrase"]).flags if flag}

    assert raised <= set(FLAGS)


def test_a_point_beyond_the_border_is_flagged(locate):
    assert "outside Iraq" in locate("200 km west of Rutba").flags


@given(start=IN_IRAQ, km=st.floats(1, 150), direction=st.floats(0, 359))
def test_an_offset_leads_as_far_and_as_it_says_and_back(start, km, direction):
    there = moved(start, km=km, direction=direction)

    assert distance_km(start, there) == pytest.approx(km, abs=0.001)
    assert angle_between(bearing(start, there), direction) < 0.01
    back = moved(there, km=km, direction=bearing(there, start))
    assert distance_km(back, start) < 0.01


@given(km=st.integers(1, 150), words=st.sampled_from(["north", "SW", "south-east", "western"]))
def test_stated_distance_and_direction_round_trip(locate, km, words):
    location = locate(f"{km} km {words} of Tikrit")
    stated = {"north": 0, "SW": 225, "south-east": 135, "western": 270}[words]

    assert distance_km(location.place.point, location.point) == pytest.approx(km, abs=0.01)
    assert angle_between(bearing(location.place.point, location.point), stated) < 1
    assert location.precision_km == max(5, round(km / 4, 2))


@given(st.text(max_size=200))
def test_no_text_breaks_it(locate, text):
    location = locate(text)

    assert (location.point is None) == (location.precision_km is None)


def test_every_shipped_place_lies_in_iraq_and_says_where_its_point_is_from():
    rows = list(shipped())

    assert len(rows) > 400
    for row in rows:
        assert is_in_iraq(Point(row["latitude"], row["longitude"])), row["name"]
        assert row["source"]
        assert row["precision_km"] > 0
    assert sum(bool(row["arabic"]) for row in rows) > 0.95 * len(rows)


def documented():
    """The rows of docs/gazetteer.md: phrase, point, km, how, reason."""
    text = (settings.BASE_DIR / "docs" / "gazetteer.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return [row for row in rows if len(row) == 5 and row[0] not in ("phrase", "---")]


@pytest.mark.parametrize("row", documented(), ids=lambda row: row[0])
def test_the_documented_phrases_lead_where_the_page_says(locate, row):
    phrase, point, precision, _, reason = row
    found = locate("" if phrase == "(empty)" else phrase)
    said = f"{found.point.latitude:.3f} N, {found.point.longitude:.3f} E" if found.point else "–"

    assert (said, f"{found.precision_km:g}" if found.point else "–") == (
        point, f"{float(precision):g}" if found.point else precision,
    )  # fmt: skip
    assert all(FLAGS[flag] in reason for flag in found.flags)
