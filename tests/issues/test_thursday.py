"""The tick: due issues go out once, in time, across clock changes and outages."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bulletins.issues import freezing, services
from bulletins.issues.models import Edition, Entry, Issue
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory
from tests.publications.factories import WeeklyFactory

pytestmark = pytest.mark.django_db

DUE = datetime(2017, 7, 27, 11, tzinfo=UTC)
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Baghdad"]


def scheduled(publish_at=DUE, **fields):
    issue = IssueFactory(**fields)
    EntryFactory(takeaway=TakeawayFactory(issue=issue))
    services.approve_issue(issue=issue, by=None)
    return services.schedule_issue(
        issue=issue, publish_at=publish_at, send_at=None, at=publish_at - timedelta(days=1)
    )


def test_nothing_goes_out_before_its_time():
    scheduled()
    assert services.publish_due(at=DUE - timedelta(seconds=1)) == 0


def test_a_due_issue_goes_out_once_however_often_the_tick_runs():
    scheduled()
    assert [services.publish_due(at=DUE) for _ in range(3)] == [1, 0, 0]
    assert Edition.objects.count() == 1


def test_after_a_short_outage_it_goes_out_late():
    scheduled()
    assert services.publish_due(at=DUE + timedelta(hours=6)) == 1


def test_more_than_six_hours_late_it_is_held_and_asks():
    issue = scheduled()
    assert services.publish_due(at=DUE + timedelta(hours=6, seconds=1)) == 0
    issue.refresh_from_db()
    assert issue.hold_reason == "Due at 2017-07-27 11:00 UTC, more than 6 hours ago."
    assert services.publish_due(at=DUE + timedelta(hours=7)) == 0


def test_a_held_issue_goes_out_when_a_person_says_so():
    issue = scheduled()
    services.publish_due(at=DUE + timedelta(hours=8))
    assert services.publish_issue(issue=issue, at=DUE + timedelta(hours=9)).number == 1
    issue.refresh_from_db()
    assert issue.hold_reason == ""


def test_an_issue_whose_text_changed_is_held_and_the_others_go_on():
    changed = scheduled(number=1)
    scheduled(number=2)
    Entry.objects.filter(takeaway__issue=changed).update(body="<p>Changed.</p>")
    assert services.publish_due(at=DUE) == 1
    changed.refresh_from_db()
    assert changed.hold_reason == "The text has changed since it was approved. Approve it again."
    assert changed.status == Issue.Status.SCHEDULED


def test_an_issue_that_breaks_stays_due_and_the_others_go_on(monkeypatch, caplog):
    broken, sound = scheduled(number=1), scheduled(number=2)
    freeze = freezing.freeze
    with monkeypatch.context() as patch:
        patch.setattr(freezing, "freeze", lambda issue: freeze(issue) if issue != broken else 1 / 0)
        assert services.publish_due(at=DUE) == 1
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"issue {broken.pk} is due and failed" in caplog.text
    sound.refresh_from_db()
    assert sound.is_published
    assert services.publish_due(at=DUE) == 1


def test_the_past_cannot_be_scheduled():
    issue = IssueFactory()
    EntryFactory(takeaway=TakeawayFactory(issue=issue))
    services.approve_issue(issue=issue, by=None)
    with pytest.raises(services.CannotPublish, match="That time is past"):
        services.schedule_issue(issue=issue, publish_at=DUE, send_at=None, at=DUE)


@pytest.mark.parametrize("zone", ZONES)
def test_every_thursday_of_ten_years_is_at_seven_local_time(zone):
    publication = WeeklyFactory()
    publication.time_zone = zone
    monday = date(2020, 1, 6)
    for week in range(520):
        at = publication.usual_send_at(monday + timedelta(weeks=week))
        local = at.astimezone(UTC).astimezone(ZoneInfo(zone))
        assert (local.weekday(), local.hour, local.minute) == (3, 7, 0)


def test_across_the_clock_change_new_york_moves_against_baghdad():
    publication = WeeklyFactory()
    summer, winter = (
        publication.usual_send_at(day).astimezone(ZoneInfo("Asia/Baghdad")).hour
        for day in (date(2026, 10, 26), date(2026, 11, 2))
    )
    assert (summer, winter) == (14, 15)
