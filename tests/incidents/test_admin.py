"""The back office: a pin that was moved stays, every save is a version, no edit is lost."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bulletins.gazetteer.models import Place
from bulletins.gazetteer.services import locate
from bulletins.incidents.changes import change_log
from bulletins.incidents.models import Incident
from bulletins.revisions.models import Binned, Revision

pytestmark = pytest.mark.django_db
FIELDS = (
    "event_date", "event_date_end", "location", "deaths_low", "deaths_high", "injuries_low",
    "injuries_high", "latitude", "longitude", "precision_km", "method", "governorate", "notes",
)  # fmt: skip


@pytest.fixture
def operator(client, cast):
    client.force_login(cast.operator)
    return cast.operator


def saved(client, incident, **changes):
    values = {name: getattr(incident, name) for name in FIELDS} | changes
    data = {name: "" if value is None else str(value) for name, value in values.items()}
    data |= {
        "kind": "ied", "reports-TOTAL_FORMS": "0", "reports-INITIAL_FORMS": "0",
        "seen_version": str(changes.get("seen_version", incident.version or "")),
    }  # fmt: skip
    return client.post(address(incident), data)


def address(incident):
    if incident.pk:
        return reverse("admin:incidents_incident_change", args=[incident.pk])
    return reverse("admin:incidents_incident_add")


def test_a_new_incident_is_placed_by_its_location(client, operator):
    new = Incident(event_date=date(2017, 7, 27), location="20 km south of Fallujah")
    assert saved(client, new).status_code == 302

    incident = Incident.objects.get()
    assert (incident.method, incident.governorate) == ("offset", "Anbar")
    assert Revision.objects.filter(object_id=incident.pk, author=operator).count() == 1


def test_a_moved_pin_is_the_editors_and_in_the_log(client, operator):
    saved(client, Incident(event_date=date(2017, 7, 27), location="Taji"))
    incident = Incident.objects.get()
    saved(client, incident, latitude=33.6)

    moved = Incident.objects.get()
    assert (moved.latitude, moved.method, moved.version) == (33.6, "editor", 2)
    assert {change.field for change in change_log(moved)} == {"latitude", "method"}


def test_an_edit_over_somebody_elses_is_refused_and_nothing_is_lost(client, operator):
    saved(client, Incident(event_date=date(2017, 7, 27), location="Taji"))
    incident = Incident.objects.get()
    saved(client, incident, notes="theirs")
    response = saved(client, incident, notes="mine", seen_version=1)

    assert "Somebody else changed this incident" in response.content.decode()
    assert Incident.objects.get().notes == "theirs"


def test_a_location_can_be_remembered_as_a_spelling(client, operator):
    place = Place.objects.get(name="Radwaniyah")
    saved(
        client,
        Incident(event_date=date(2017, 7, 27), location="Ridwan Gardens"),
        spelling_of=place.pk,
    )

    assert locate("Ridwan Gardens").place.name == "Radwaniyah"


def test_what_is_deleted_goes_into_the_bin(client, operator):
    incident = Incident.objects.create(location="Taji")
    client.post(reverse("admin:incidents_incident_delete", args=[incident.pk]), {"post": "yes"})

    assert not Incident.objects.exists()
    assert Binned.objects.get().label == "undated: Taji"


@pytest.mark.parametrize("name", ["incident", "kind"])
def test_the_lists_open(client, operator, name):
    Incident.objects.create(location="Taji")

    assert client.get(reverse(f"admin:incidents_{name}_changelist")).status_code == 200


def test_places_open_and_a_new_spelling_is_heeded_at_once(client, operator):
    place = Place.objects.get(name="Hit")
    page = reverse("admin:gazetteer_place_change", args=[place.pk])
    assert client.get(page).status_code == 200
    assert locate("Heat upon Euphrates").point is None
    place.aliases.create(text="Heat upon Euphrates", source="editor")
    data = {name: str(getattr(place, name)) for name in (
        "name", "arabic", "kind", "governorate", "latitude", "longitude", "precision_km",
        "population", "source",
    )}  # fmt: skip
    data |= {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
    client.post(page, data | {"seen_version": place.version})

    assert locate("Heat upon Euphrates").place.name == "Hit"


class TestImport:
    page = "/admin/incidents/incident/import/"

    def upload(self, client, text):
        return client.post(self.page, {"file": SimpleUploadedFile("t.csv", text.encode())})

    def test_a_table_is_shown_before_it_is_saved_and_saved_once(self, client, operator):
        shown = self.upload(client, "date,location,deaths,injuries\n2017-07-27,Taji,dozens,2\n")
        text = shown.content.decode()

        assert "“dozens” is not a number of deaths; it was left unknown." in text
        assert "<td>unknown</td><td>2</td>" in text
        assert not Incident.objects.exists()
        fingerprint = shown.context["fingerprint"]
        client.post(self.page, {"fingerprint": fingerprint})
        client.post(self.page, {"fingerprint": fingerprint})
        assert Incident.objects.get().governorate == "Baghdad"
        assert Revision.objects.get().author == operator

    @pytest.mark.parametrize(
        ("text", "message"),
        [("\0", "must name the columns|not a table"), ("a,b\n1,2", "must name the columns")],
    )
    def test_what_is_no_table_is_refused_with_the_reason(self, client, operator, text, message):
        answer = self.upload(client, text).content.decode()

        assert re.search(message, answer)
        assert not Incident.objects.exists()

    def test_two_hundred_thousand_rows_are_refused_here_and_the_way_out_is_named(
        self, client, operator
    ):
        rows = "2017-07-27,Taji,1,2\n" * 200_000
        answer = self.upload(client, f"date,location,deaths,injuries\n{rows}").content.decode()

        assert "The file has more than 5,000 rows." in answer
        assert not Incident.objects.exists()

    def test_a_fingerprint_of_nothing_saves_nothing(self, client, operator):
        for fingerprint in ("0" * 64, "../../etc/passwd", ""):
            assert client.post(self.page, {"fingerprint": fingerprint}).status_code == 302
        assert not Incident.objects.exists()

    def test_looking_around_needs_the_permission(self, client, cast):
        client.force_login(cast.stranger)

        assert client.get(self.page).status_code == 302
