"""The gazetteer in the database: filled once, extended by editors, asked cheaply."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bulletins.gazetteer import services
from bulletins.gazetteer.models import Place, PlaceAlias
from bulletins.gazetteer.services import (
    CannotRemember,
    load_places,
    locate,
    locate_all,
    remember_spelling,
)
from bulletins.incidents.models import Incident
from bulletins.incidents.services import place_incident, place_incidents
from bulletins.revisions.models import Revision

pytestmark = pytest.mark.django_db
NOW = datetime(2017, 7, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_index_of_another_test():
    """Rolled back and begun anew, two tests can bring the gazetteer to the same state count."""
    services._phrases.cache_clear()


def test_a_new_database_knows_the_shipped_places():
    assert Place.objects.count() > 400
    assert Place.objects.get(name="Fallujah").arabic == "الفلوجة"


def test_loading_again_adds_nothing_and_keeps_what_editors_made():
    Place.objects.filter(name="Taji").update(precision_km=1)

    assert load_places() == 0
    assert Place.objects.get(name="Taji").precision_km == 1


def test_loading_brings_back_what_is_missing():
    PlaceAlias.objects.filter(place__name="Taji").delete()
    Place.objects.filter(name="Taji").delete()

    assert load_places() == 1
    assert locate("Taaji").place.name == "Taji"


def test_a_remembered_spelling_is_known_from_then_on():
    place = Place.objects.get(name="Radwaniyah")
    assert locate("Ridwan Gardens").point is None

    alias = remember_spelling(place=place, text=" Ridwan  Gardens ", author=None, at=NOW)

    assert (alias.text, alias.source) == ("Ridwan Gardens", "editor")
    assert locate("Ridwan Gardens").place.name == "Radwaniyah"
    assert Revision.objects.filter(object_id=place.pk).count() == 1


def test_remembering_a_spelling_twice_is_once():
    place = Place.objects.get(name="Radwaniyah")
    first = remember_spelling(place=place, text="Ridwan Gardens", author=None, at=NOW)

    assert remember_spelling(place=place, text="Ridwan Gardens", author=None, at=NOW) == first


@pytest.mark.parametrize("text", ["", "  ", "12", "?!", "x" * 200])
def test_what_is_no_name_is_not_remembered(text):
    place = Place.objects.get(name="Radwaniyah")

    with pytest.raises(CannotRemember):
        remember_spelling(place=place, text=text, author=None, at=NOW)
    assert not place.aliases.filter(source="editor").exists()


@pytest.mark.parametrize("number", [1, 3])
def test_asking_costs_one_query_however_many_phrases(number, django_assert_num_queries):
    locate("Fallujah")

    with django_assert_num_queries(1):
        locate_all(["20 km south of Fallujah"] * number)


def test_an_incident_is_placed_by_its_location_as_written():
    incident = Incident(location="20 km south of Fallujah")
    place_incident(incident)

    assert (incident.latitude, incident.longitude) == (33.1692, 43.786)
    assert (incident.precision_km, incident.method, incident.governorate) == (5, "offset", "Anbar")


def test_a_suburb_outside_the_drawn_border_still_belongs_to_its_governorate():
    incident = Incident(location="Taaji district, north of Baghdad")
    place_incident(incident)

    assert incident.governorate == "Baghdad"


def test_an_incident_that_cannot_be_placed_has_no_point_at_all():
    incident = Incident(location="somewhere", latitude=33.0, longitude=44.0, governorate="Anbar")
    (location,) = place_incidents([incident])

    assert location.flags == ("unknown place",)
    assert (incident.latitude, incident.longitude, incident.precision_km) == (None, None, None)
    assert (incident.method, incident.governorate) == ("", "")


def test_the_command_prints_one_json_list(capsys, tmp_path):
    file = tmp_path / "phrases.txt"
    file.write_text("Taji\nnowhere at all\n", encoding="utf-8")
    call_command("locate", "20 km south of Fallujah", "--from-file", str(file), "--json")

    assert json.loads(capsys.readouterr().out) == [
        {
            "phrase": "20 km south of Fallujah",
            "latitude": 33.1692,
            "longitude": 43.786,
            "precision_km": 5.0,
            "method": "offset",
            "place": "Fallujah",
            "flags": [],
        },
        {
            "phrase": "Taji",
            "latitude": 33.51,
            "longitude": 44.27,
            "precision_km": 4.0,
            "method": "place",
            "place": "Taji",
            "flags": [],
        },
        {
            "phrase": "nowhere at all",
            "latitude": None,
            "longitude": None,
            "precision_km": None,
            "method": None,
            "place": None,
            "flags": ["unknown place"],
        },
    ]


def test_the_command_says_in_words_what_it_found(capsys):
    call_command("locate", "Khanaquin", "Damascus")

    assert capsys.readouterr().out == (
        "Khanaquin: 34.3482 N 45.3907 E, ± 3 km (place, Khanaqin)\n"
        "    The name was matched by likeness; check that this place is meant.\n"
        "Damascus: no point\n"
        "    No place of this name is in the gazetteer.\n"
    )


def test_the_command_refuses_what_it_cannot_read(tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")

    with pytest.raises(CommandError, match="not a text file"):
        call_command("locate", "--from-file", str(picture))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("locate", "--from-file", str(tmp_path / "missing.txt"))
    with pytest.raises(CommandError, match="Give a phrase"):
        call_command("locate")
