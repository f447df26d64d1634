"""The sample week."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Sum

from bulletins.importing.sample import load_daily, load_week
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue
from bulletins.rendering.html import clean, plain_text
from bulletins.revisions.models import Revision

pytestmark = pytest.mark.django_db
AT = datetime(2017, 7, 27, 12, tzinfo=UTC)


@pytest.fixture
def issue():
    return load_week(at=AT)[0]


def test_it_has_the_shape_of_a_real_week(issue):
    sections = [takeaway.entries.count() for takeaway in issue.takeaways.all()]
    assert (issue.title, issue.number, issue.status) == ("ISHM: July 21 – 27, 2017", 122, "draft")
    assert sections == [8, 4, 12, 8, 8, 5]
    assert issue.incidents.count() == 17


def test_every_entry_opens_with_its_date_and_names_a_source(issue):
    for entry in Entry.objects.all():
        opening = f"On July {entry.event_date.day},"
        assert plain_text(entry.body).startswith(opening), entry
        assert entry.sources.exists(), entry


def test_entries_and_incidents_lie_in_the_period(issue):
    days = {entry.event_date for entry in Entry.objects.all()}
    assert (min(days), max(days)) == (date(2017, 7, 21), date(2017, 7, 27))
    assert Incident.objects.in_period(issue.period_start, issue.period_end).count() == 17


def test_the_casualties_add_up(issue):
    totals = issue.incidents.aggregate(Sum("deaths_low"), Sum("injuries_high"))
    assert totals == {"deaths_low__sum": 7, "injuries_high__sum": 34}


def test_every_incident_has_a_point_with_its_precision(issue):
    for incident in issue.incidents.all():
        incident.full_clean()
        assert None not in {incident.latitude, incident.longitude, incident.precision_km}


def test_stored_text_is_clean_and_shows_every_mark_but_pictures(issue):
    texts = [entry.body for entry in Entry.objects.all()]
    assert all(clean(text) == text for text in texts)
    everything = "".join(texts)
    for mark in ["<ul>", "<ol>", "<blockquote>", "<strong>", "<em>", "<a href=", 'dir="rtl"']:
        assert mark in everything


def test_loading_twice_changes_nothing(issue):
    before = (Issue.objects.count(), Entry.objects.count(), Revision.objects.count())
    again, is_new = load_week(at=AT)
    assert (again, is_new) == (issue, False)
    assert (Issue.objects.count(), Entry.objects.count(), Revision.objects.count()) == before


def test_everything_loaded_has_its_first_version_kept(issue):
    assert Revision.objects.filter(origin="sample", version=1).count() == 1 + 6 + 45 + 17


def test_the_command_says_what_it_did():
    first, second = StringIO(), StringIO()
    call_command("sample_data", stdout=first)
    call_command("sample_data", stdout=second)
    assert first.getvalue() == (
        "Loaded 71 terms of the Reference Guide.\n"
        "Loaded “IRAQ DAILY TRACKER 25/26 JUL: Abadi has a plan for Tal Afar; "
        "Jets cut the bridge out of Hawija”, as a draft.\n"
        "Loaded 11 subscriptions of made-up readers.\n"
        "Loaded no. 122, “ISHM: July 21 – 27, 2017”, as a draft.\n"
    )
    assert second.getvalue() == (
        "No. 122, “ISHM: July 21 – 27, 2017”, is already here. Nothing changed.\n"
    )


def test_the_sample_daily_lies_in_the_week_and_is_ready_to_publish(issue):
    daily, is_new = load_daily(at=AT)
    assert (is_new, load_daily(at=AT)) == (True, (daily, False))
    assert issue.has_day(daily.date_start)
    assert daily.gaps() == []
    assert (daily.items.count(), daily.readings.count()) == (4, 2)
