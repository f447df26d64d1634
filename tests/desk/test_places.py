"""The gazetteer at the desk, and the pin of an incident."""

from __future__ import annotations

import pytest

from bulletins.desk.pins import name_in
from bulletins.gazetteer import services
from bulletins.gazetteer.models import Place
from bulletins.incidents.models import Incident
from bulletins.incidents.services import record_incident
from bulletins.revisions.models import Revision
from tests.subscribers.factories import NOW

pytestmark = pytest.mark.django_db
LIST = "/desk/places/"


@pytest.fixture(autouse=True)
def _no_index_of_another_test():
    """Rolled back and begun anew, two tests can bring the gazetteer to the same state count."""
    services._phrases.cache_clear()


@pytest.fixture
def taji():
    return Place.objects.get(name="Taji", kind="town")


def typed(place, **changes):
    """What the form of this place sends."""
    return {
        "seen_version": place.version,
        "name": place.name,
        "arabic": place.arabic,
        "kind": place.kind,
        "governorate": place.governorate,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "precision_km": place.precision_km,
        "names": "\n".join(alias.text for alias in place.aliases.all()),
        **changes,
    }


def address(place):
    return f"{LIST}{place.pk}/"


def found(client, **asked):
    return [place.name for place in client.get(LIST, asked).context["page"]]


def test_a_place_is_found_in_a_spelling_nobody_wrote_down(sign_in, cast):
    client = sign_in(cast.editor)
    assert "Baqubah" in found(client, words="Baaquba")
    assert "Fallujah" in found(client, words="الفلوجة")
    assert found(client, words="Taji", kind="governorate") == []


def test_a_phrase_can_be_tried_and_an_honest_refusal_says_why(sign_in, cast):
    client = sign_in(cast.editor)
    answer = client.get(LIST, {"phrase": "10 km north of Taji"}).content.decode()
    assert "from <a" in answer
    refused = client.get(LIST, {"phrase": "Nowhereville Gardens"}).content.decode()
    assert "It cannot be placed." in refused
    assert "No place of this name is in the gazetteer." in refused


def test_a_changed_point_is_heeded_by_the_next_phrase_and_kept_as_a_version(sign_in, cast, taji):
    sign_in(cast.editor).post(address(taji), typed(taji, latitude="33.6"))

    assert services.locate("Taji").point.latitude == 33.6
    versions = Revision.objects.of(taji)
    assert [(one.origin, one.author) for one in versions] == [
        ("found", None),
        ("desk", cast.editor),
    ]


def test_names_are_added_and_removed_and_keep_where_they_came_from(sign_in, cast, taji):
    taji.aliases.create(text="Old Taji", source="GeoNames, CC BY 4.0")
    names = "Old Taji\n Taji  Gardens \n\nTaji Gardens"
    sign_in(cast.editor).post(address(taji), typed(taji, names=names))

    assert list(taji.aliases.values_list("text", "source")) == [
        ("Old Taji", "GeoNames, CC BY 4.0"),
        ("Taji Gardens", "editor"),
    ]
    assert services.locate("Taji Gardens").place.name == "Taji"


def test_saving_what_nobody_changed_makes_no_version(sign_in, cast, taji):
    sign_in(cast.editor).post(address(taji), typed(taji))

    taji.refresh_from_db()
    assert taji.version == 1


def test_two_people_who_change_different_things_do_not_collide(sign_in, cast, taji):
    client = sign_in(cast.editor)
    client.post(address(taji), typed(taji, latitude="33.6"))
    client.post(address(taji), typed(taji, precision_km="9"))

    taji.refresh_from_db()
    assert (taji.latitude, taji.precision_km, taji.version) == (33.6, 9.0, 3)


def test_two_people_who_change_the_same_thing_see_both_and_the_second_chooses(sign_in, cast, taji):
    client = sign_in(cast.editor)
    client.post(address(taji), typed(taji, latitude="33.6"))
    answer = client.post(address(taji), typed(taji, latitude="33.7"))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Editor saved first" in page
    assert 'value="33.7"' in page
    taji.refresh_from_db()
    assert taji.latitude == 33.6
    client.post(address(taji), typed(taji, latitude="33.7", seen_version=answer.context["version"]))
    taji.refresh_from_db()
    assert taji.latitude == 33.7


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"latitude": "44.2", "longitude": "33.5"}, "seem to be swapped"),
        ({"latitude": "52"}, "less than or equal to 38"),
        ({"names": "Taji\n1234"}, "“1234” is not a name"),
        ({"names": "x" * 121}, "is not a name"),
        ({"name": "Fallujah", "governorate": "Anbar"}, "in the gazetteer already"),
        ({"governorate": "Atlantis"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(sign_in, cast, taji, changes, words):
    answer = sign_in(cast.editor).post(address(taji), typed(taji, **changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Revision.objects.of(taji).exists()


def test_a_name_others_have_too_is_pointed_out(sign_in, cast, taji):
    answer = sign_in(cast.editor).post(address(taji), typed(taji, names="Fallujah"), follow=True)

    assert "“Fallujah” is also a name of Fallujah" in answer.content.decode()


def test_a_missing_place_is_added_and_known_at_once(sign_in, cast):
    fields = {
        "name": "Ridwan Gardens", "kind": "neighborhood", "governorate": "Baghdad",
        "latitude": "33.2", "longitude": "44.3", "precision_km": "2", "names": "",
    }  # fmt: skip
    sign_in(cast.editor).post(f"{LIST}new/", fields)

    place = Place.objects.get(name="Ridwan Gardens")
    assert place.source == "editor"
    assert services.locate("Ridwan Gardens").place.id == place.pk
    assert Revision.objects.of(place).get().author == cast.editor


def test_an_earlier_version_is_written_again_with_its_names(sign_in, cast, taji):
    client = sign_in(cast.editor)
    before = list(taji.aliases.values_list("text", flat=True))
    client.post(address(taji), typed(taji, names="Other", latitude="33.6"))
    assert client.get(f"/desk/place/{taji.pk}/history/").status_code == 200
    client.post(f"/desk/place/{taji.pk}/history/1/restore/")

    assert list(taji.aliases.values_list("text", flat=True)) == before
    assert Place.objects.get(pk=taji.pk).latitude == taji.latitude


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_for_few_and_for_many(
    count, sign_in, cast, django_assert_num_queries
):
    Place.objects.all().delete()
    facts = {"latitude": 33, "longitude": 44, "source": "editor"}
    Place.objects.bulk_create(Place(name=f"Place {number}", **facts) for number in range(count))
    client = sign_in(cast.editor)
    with django_assert_num_queries(7):
        client.get(LIST)


# --- The pin --------------------------------------------------------------------------------------


@pytest.fixture
def incident(cast):
    return record_incident(facts={"location": "Ridwan Gardens"}, author=cast.reporter, at=NOW)


def pin(incident, **changes):
    fields = {"latitude": "33.2", "longitude": "44.3", "precision_km": "2", "governorate": ""}
    return {"seen_version": incident.version, **fields, **changes}


def pin_address(incident, rest=""):
    return f"/desk/incidents/{incident.pk}/pin/{rest}"


def test_a_pin_set_by_hand_stays_when_the_words_change(sign_in, cast, incident):
    client = sign_in(cast.reporter)
    client.post(pin_address(incident), pin(incident))
    incident.refresh_from_db()
    assert (incident.latitude, incident.longitude, incident.method) == (33.2, 44.3, "editor")

    client.post(pin_address(incident, "follow/"), {"seen_version": incident.version})
    assert Incident.objects.get().latitude is None


def test_a_pin_moved_by_two_is_nobodys_loss(sign_in, cast, incident):
    client = sign_in(cast.reporter)
    client.post(pin_address(incident), pin(incident))
    answer = client.post(pin_address(incident), pin(incident, latitude="34"))

    assert answer.status_code == 409
    assert 'value="34"' in answer.content.decode()
    assert Incident.objects.get().latitude == 33.2


def test_a_swapped_pin_is_refused_with_the_reason(sign_in, cast, incident):
    swapped = pin(incident, latitude="44.3", longitude="33.2")
    page = sign_in(cast.reporter).post(pin_address(incident), swapped).content.decode()

    assert "seem to be swapped" in page


def test_a_spelling_is_remembered_by_an_editor_only(sign_in, cast, incident, taji):
    fields = {"spelling": "Ridwan Gardens", "place": taji.pk}
    assert (
        sign_in(cast.reporter).post(pin_address(incident, "remember/"), fields).status_code == 403
    )
    sign_in(cast.editor).post(pin_address(incident, "remember/"), fields)

    assert services.locate("Ridwan Gardens").place.id == taji.pk


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Radwania", "Radwania"),
        ("10 km south of Radwania, southern Baghdad", "Radwania"),
        ("Western entrance to Fallujah", "Western entrance to Fallujah"),
        ("", ""),
    ],
)
def test_the_name_in_a_phrase_is_proposed_as_the_spelling(words, name):
    assert name_in(words) == name


def test_a_spelling_that_is_no_name_is_refused(sign_in, cast, incident, taji):
    fields = {"spelling": "33.5", "place": taji.pk}
    answer = sign_in(cast.editor).post(pin_address(incident, "remember/"), fields, follow=True)

    assert "“33.5” is not a name. Nothing was added." in answer.content.decode()


def test_a_reporter_is_not_offered_what_only_editors_do(sign_in, cast, incident):
    assert "Remember" not in sign_in(cast.reporter).get(pin_address(incident)).content.decode()
    assert "Remember" in sign_in(cast.editor).get(pin_address(incident)).content.decode()
