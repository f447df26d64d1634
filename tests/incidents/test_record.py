"""The record in the database: what may stand in it, what it comes to, and who changed it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bulletins.accounts.models import User
from bulletins.incidents.changes import change_log
from bulletins.incidents.doubts import doubts
from bulletins.incidents.figures import Figure, Totals, total
from bulletins.incidents.filters import Filter
from bulletins.incidents.models import Incident, Kind
from bulletins.incidents.overview import overview
from bulletins.incidents.services import change_incident, record_incident
from bulletins.revisions.services import EditConflict

pytestmark = pytest.mark.django_db
NOW = datetime(2017, 7, 27, 12, tzinfo=UTC)
DAY = date(2017, 7, 27)


def recorded(**facts):
    figures = {"deaths_low": 1, "deaths_high": 1, "injuries_low": 2, "injuries_high": 2}
    return Incident.objects.create(**({"event_date": DAY, "location": "Taji"} | figures | facts))


@pytest.fixture
def editor():
    return User.objects.create_user(email="editor@example.org", password="x" * 12)


@pytest.mark.parametrize(
    "facts",
    [
        {"deaths_low": 5, "deaths_high": 4},
        {"injuries_low": 5, "injuries_high": 4},
        {"latitude": 33.0},
        {"event_date_end": date(2017, 7, 26)},
    ],
)
def test_what_cannot_be_is_refused_by_the_database(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        recorded(**facts)


def test_every_incident_has_an_id_of_its_own_that_stays():
    first, second = recorded(), recorded()
    before = first.public_id
    first.location = "Fallujah"
    first.save()

    assert first.public_id != second.public_id
    assert Incident.objects.get(pk=first.pk).public_id == before


def test_an_incident_is_an_ied_unless_said_otherwise():
    assert recorded().kind == Kind.objects.get(name="IED")


def test_a_new_incident_is_placed_and_its_first_version_kept(editor):
    incident = record_incident(
        facts={"event_date": DAY, "location": "20 km south of Fallujah"}, author=editor, at=NOW
    )

    assert (incident.latitude, incident.method, incident.governorate) == (
        33.1692,
        "offset",
        "Anbar",
    )
    assert change_log(incident) == []


def test_the_log_says_who_changed_what_from_what_to_what(editor):
    incident = record_incident(facts={"event_date": DAY, "location": "Taji"}, author=None, at=NOW)
    change_incident(
        incident=incident,
        changes={"deaths_low": 4, "deaths_high": 7},
        seen_version=1,
        author=editor,
        at=NOW,
    )

    assert [(c.author, c.at, c.field, c.old, c.new) for c in change_log(incident)] == [
        (editor, NOW, "deaths_high", None, 7),
        (editor, NOW, "deaths_low", None, 4),
    ]


def test_reports_are_part_of_the_history(editor):
    incident = record_incident(facts={"event_date": DAY, "location": "Taji"}, author=None, at=NOW)
    report = {
        "outlet": "police", "url": "", "as_of": "2017-07-28", "deaths_low": 4, "deaths_high": 4,
        "injuries_low": None, "injuries_high": None,
    }  # fmt: skip
    changed = change_incident(
        incident=incident, changes={"reports": [report]}, seen_version=1, author=editor, at=NOW
    )

    (stored,) = changed.reports.all()
    assert (stored.outlet, str(stored.deaths), str(stored.injuries)) == ("police", "4", "unknown")
    assert [change.field for change in change_log(incident)] == ["reports"]


def test_a_location_written_anew_is_placed_anew(editor):
    incident = record_incident(facts={"event_date": DAY, "location": "Taji"}, author=None, at=NOW)
    moved = change_incident(
        incident=incident, changes={"location": "Hit"}, seen_version=1, author=editor, at=NOW
    )

    assert (moved.governorate, moved.latitude) == ("Anbar", 33.6366)


def test_a_pin_that_an_editor_set_stays_where_it_is(editor):
    facts = {
        "event_date": DAY, "location": "Taji", "latitude": 33.5, "longitude": 44.2,
        "precision_km": 1, "method": "editor", "governorate": "Baghdad",
    }  # fmt: skip
    incident = record_incident(facts=facts, author=None, at=NOW)
    moved = change_incident(
        incident=incident, changes={"location": "Hit"}, seen_version=1, author=editor, at=NOW
    )

    assert (moved.latitude, moved.method) == (33.5, "editor")


def test_two_people_at_one_figure_are_a_conflict_and_nothing_is_lost(editor):
    incident = record_incident(facts={"event_date": DAY, "location": "Taji"}, author=None, at=NOW)
    other = User.objects.create_user(email="other@example.org", password="x" * 12)
    change_incident(
        incident=incident, changes={"deaths_low": 1}, seen_version=1, author=other, at=NOW
    )

    with pytest.raises(EditConflict):
        change_incident(
            incident=incident, changes={"deaths_low": 2}, seen_version=1, author=editor, at=NOW
        )
    assert Incident.objects.get(pk=incident.pk).deaths_low == 1


FIGURES = [
    [],
    [(4, 7)],
    [(4, 7), (1, 1)],
    [(4, 7), (None, None)],
    [(None, None), (None, None)],
    [(10, None), (0, 0)],
    [(None, 7), (2, 2)],
]


@pytest.mark.parametrize("figures", FIGURES)
def test_the_database_adds_up_as_the_tables_do(figures):
    for low, high in figures:
        recorded(deaths_low=low, deaths_high=high)

    expected = total([Figure(*each) for each in figures])
    assert Incident.objects.all().totals().deaths == expected
    assert overview(Filter(), step="month").totals.deaths == expected


def test_totals_of_a_period_leave_the_rest_out():
    recorded()
    recorded(event_date=date(2017, 8, 1))

    july = Incident.objects.in_period(date(2017, 7, 1), date(2017, 7, 31))
    assert july.totals() == Totals(1, Figure(1, 1), Figure(2, 2))


def test_weeks_without_incidents_are_weeks_too():
    recorded(event_date=date(2017, 7, 3))
    recorded(event_date=date(2017, 7, 19))

    weeks = overview(Filter(), step="week").trend
    assert [(week.start, week.totals.incidents) for week in weeks] == [
        (date(2017, 7, 3), 1),
        (date(2017, 7, 10), 0),
        (date(2017, 7, 17), 1),
    ]


def test_months_across_a_new_year():
    recorded(event_date=date(2016, 12, 31))
    recorded(event_date=date(2017, 2, 1))

    months = overview(Filter(), step="month").trend
    assert [month.start for month in months] == [
        date(2016, 12, 1), date(2017, 1, 1), date(2017, 2, 1),
    ]  # fmt: skip


def test_governorates_with_most_incidents_come_first_and_unknown_last():
    for governorate in ("Anbar", "Baghdad", "Baghdad", "", "", ""):
        recorded(governorate=governorate)

    governorates = overview(Filter(), step="month").governorates
    assert [(name, sums.incidents) for name, sums in governorates] == [
        ("Baghdad", 2),
        ("Anbar", 1),
        ("", 3),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Filter(), 4),
        (Filter(start=date(2017, 7, 28)), 1),
        (Filter(end=date(2017, 7, 27)), 3),
        (Filter(governorate="Anbar"), 1),
        (Filter(governorate="not known"), 3),
        (Filter(kind="ied"), 4),
        (Filter(kind="remnant"), 0),
        (Filter(casualties="deaths"), 2),
        (Filter(casualties="any"), 3),
        (Filter(casualties="none"), 0),
    ],
)
def test_every_filter(asked, found):
    recorded(event_date=date(2017, 7, 28))
    recorded(governorate="Anbar")
    recorded(deaths_low=0, deaths_high=0)
    recorded(deaths_low=None, deaths_high=None, injuries_low=None, injuries_high=None)

    assert asked.apply().count() == found


def test_unknown_figures_are_not_taken_for_no_casualties():
    recorded(deaths_low=0, deaths_high=0, injuries_low=0, injuries_high=0)
    recorded(deaths_low=0, deaths_high=0, injuries_low=None, injuries_high=None)

    assert Filter(casualties="none").apply().count() == 1


def test_the_address_of_a_view():
    asked = Filter(start=date(2017, 7, 1), governorate="Salah ad-Din")

    assert asked.query() == "?from=2017-07-01&governorate=Salah+ad-Din"
    assert asked.query(governorate="") == "?from=2017-07-01"
    assert Filter().query() == ""


SOUND = {
    "event_date": DAY, "location": "Taji", "latitude": 33.5, "longitude": 44.3,
    "deaths_low": 0, "deaths_high": 0, "injuries_low": 1, "injuries_high": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "doubt"),
    [
        ({}, None),
        ({"event_date": None}, "The day is not known."),
        ({"event_date": date(2031, 1, 1)}, "01/01/2031 lies in the future."),
        ({"event_date": date(217, 7, 27)}, "07/27/217 is before the record begins."),
        ({"location": ""}, "No location is given."),
        ({"latitude": None}, "It has no point and will not be on the map."),
        (
            {"latitude": 44.3, "longitude": 33.5},
            "The point lies outside Iraq; latitude and longitude seem to be swapped.",
        ),
        ({"latitude": 48.2, "longitude": 16.4}, "The point lies outside Iraq."),
        ({"deaths_high": 20000}, "20,000 deaths in one incident cannot be right."),
        ({"injuries_low": None, "injuries_high": None}, "The number of injuries is unknown."),
    ],
)
def test_what_an_editor_should_look_at_again(wrong, doubt):
    assert doubts(SOUND | wrong, today=DAY) == ([doubt] if doubt else [])
