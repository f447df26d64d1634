"""Kind, last day and sources of one incident: what the sheet has no column for."""

from datetime import UTC, date, datetime

import pytest

from bulletins.incidents.models import Incident, Kind
from bulletins.incidents.services import record_incident

pytestmark = pytest.mark.django_db
NOW = datetime(2017, 7, 28, 12, tzinfo=UTC)


@pytest.fixture
def incident():
    Kind.objects.get_or_create(slug="ied", defaults={"name": "IED", "position": 0})
    Kind.objects.get_or_create(slug="gunfire", defaults={"name": "Small-arms fire"})
    facts = {"location": "Taji", "event_date": date(2017, 7, 26), "deaths_low": 4}
    return record_incident(facts=facts, author=None, at=NOW)


def typed(incident, *rows, **changes):
    fields = {"seen_version": incident.version, "kind": "ied", "event_date_end": ""}
    fields |= {"reports-TOTAL_FORMS": len(rows), "reports-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        fields |= {f"reports-{at}-{name}": value for name, value in row.items()}
    return fields | changes


def address(incident):
    return f"/desk/incidents/{incident.pk}/"


POLICE = {"outlet": "police", "as_of": "2017-07-26", "deaths": "4–7", "injuries": ""}
HOSPITAL = {"outlet": "hospital", "as_of": "2017-07-28", "deaths": "9", "injuries": "at least 12"}


def test_what_each_source_said_and_as_of_when_is_kept_and_logged(sign_in, cast, incident):
    client = sign_in(cast.reporter)
    answer = client.post(address(incident), typed(incident, POLICE, HOSPITAL, {}), follow=True)

    told = [
        (one.outlet, one.as_of, str(one.deaths), str(one.injuries))
        for one in incident.reports.all()
    ]
    assert told == [
        ("police", date(2017, 7, 26), "4–7", "unknown"),
        ("hospital", date(2017, 7, 28), "9", "at least 12"),
    ]
    page = answer.content.decode()
    assert "reports changed from none to “police”, “hospital”" in page
    assert str(cast.reporter) in page
    assert Incident.objects.get().deaths_low == 4  # The row's own figures are the editor's choice.


def test_kind_and_last_day_are_changed_and_an_emptied_source_goes(sign_in, cast, incident):
    client = sign_in(cast.reporter)
    client.post(address(incident), typed(incident, POLICE))
    incident.refresh_from_db()
    fields = typed(incident, {}, kind="gunfire", event_date_end="2017-07-27")
    client.post(address(incident), fields)

    incident.refresh_from_db()
    assert (incident.kind_id, incident.event_date_end) == ("gunfire", date(2017, 7, 27))
    assert not incident.reports.exists()


def test_an_editor_adds_a_kind_to_the_list_a_reporter_does_not(sign_in, cast, incident):
    sign_in(cast.reporter).post(address(incident), typed(incident, new_kind="Sticky bomb"))
    assert not Kind.objects.filter(name="Sticky bomb").exists()

    for written in ("Sticky  bomb", "sticky bomb", "عبوة لاصقة"):
        incident.refresh_from_db()
        sign_in(cast.editor).post(address(incident), typed(incident, new_kind=written))

    incident.refresh_from_db()
    assert incident.kind.name == "عبوة لاصقة"
    assert list(Kind.objects.filter(name__icontains="sticky").values_list("slug", "name")) == [
        ("sticky-bomb", "Sticky bomb")
    ]


@pytest.mark.parametrize(
    ("row", "changes", "message"),
    [
        ({**POLICE, "deaths": "dozens"}, {}, "Write 4, 4–7, at least 4 or up to 7"),
        ({"deaths": "4"}, {}, "Who gave these figures?"),
        ({**POLICE, "as_of": "2017-02-31"}, {}, "Enter a valid date."),
        (POLICE, {"event_date_end": "2017-07-25"}, "cannot be before its first"),
    ],
)
def test_a_mistake_is_told_where_it_stands_and_nothing_is_saved(
    sign_in, cast, incident, row, changes, message
):
    answer = sign_in(cast.reporter).post(address(incident), typed(incident, row, **changes))

    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not incident.reports.exists()


def test_two_people_at_the_sources_are_told_and_nothing_is_overwritten(sign_in, cast, incident):
    client = sign_in(cast.reporter)
    client.post(address(incident), typed(incident, POLICE))
    answer = client.post(address(incident), typed(incident, HOSPITAL))

    assert answer.status_code == 409
    assert 'value="hospital"' in answer.content.decode()
    assert [one.outlet for one in incident.reports.all()] == ["police"]


def test_looking_needs_the_permission(sign_in, cast, incident):
    assert sign_in(cast.stranger).get(address(incident)).status_code in {302, 403}
