"""The Thursday send by the one-minute tick: in the publication's zone, across DST, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
from ishm.tasks import send_due
from tests.publications.factories import WeeklyFactory
from tests.subscribers.factories import make_issue, make_readers, states

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def tick(*times):
    for at in times:
        with time_machine.travel(at, tick=False):
            send_due()


def scheduled(day):
    """An issue to be sent at 7:00 of the first Thursday on or after the day."""
    publication = WeeklyFactory()
    publication.time_zone = "America/New_York"
    publication.send_weekday = 3
    publication.save()
    return make_issue(publication=publication, send_at=publication.usual_send_at(day))


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2027, 3, 11), 12),  # the Thursday before clocks go forward in New York
        (date(2027, 3, 18), 11),  # and after
        (date(2027, 11, 4), 11),  # before they go back
        (date(2027, 11, 11), 12),
    ],
)
def test_goes_at_seven_in_new_york_once(day, utc_hour):
    make_readers(2)
    seven = datetime(day.year, day.month, day.day, 7, tzinfo=ZoneInfo("America/New_York"))
    issue = scheduled(day - timedelta(days=3))
    assert issue.send_at == seven
    assert seven.astimezone(ZoneInfo("UTC")).hour == utc_hour
    tick(seven - MINUTE)
    assert not Mailing.objects.exists()
    tick(seven, seven, seven + MINUTE)
    mailing = Mailing.objects.get()
    assert (mailing.state, mailing.started_at) == ("running", seven)
    assert states(mailing) == {"queued": 2}


def test_machine_that_was_down_sends_when_it_is_back():
    make_readers(1)
    issue = scheduled(date(2027, 3, 11))
    tick(issue.send_at + timedelta(minutes=20))
    assert Mailing.objects.get().state == "running"


def test_more_than_six_hours_late_waits_for_a_person():
    make_readers(1)
    issue = scheduled(date(2027, 3, 11))
    late = issue.send_at + timedelta(hours=8)
    tick(late, late + MINUTE)
    mailing = Mailing.objects.get()
    assert mailing.state == "held"
    assert mailing.reason == "Due at 2027-03-11 12:00 UTC, more than 6 hours ago."
    mailings.release_mailing(mailing=mailing, at=late + MINUTE)
    mailing.refresh_from_db()
    assert (mailing.state, states(mailing)) == ("running", {"queued": 1})


def test_exactly_six_hours_late_still_goes():
    make_readers(1)
    issue = scheduled(date(2027, 3, 11))
    tick(issue.send_at + timedelta(hours=6))
    assert Mailing.objects.get().state == "running"


def test_canceled_mailing_does_not_come_back_with_the_next_tick():
    make_readers(1)
    issue = scheduled(date(2027, 3, 11))
    tick(issue.send_at)
    mailings.cancel_mailing(mailing=Mailing.objects.get(), by="an editor", at=issue.send_at)
    tick(issue.send_at + MINUTE)
    assert Mailing.objects.get().state == "canceled"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Baghdad", "Europe/Berlin"])
def test_every_thursday_of_ten_years_is_seven_local(zone):
    publication = WeeklyFactory()
    publication.time_zone = zone
    publication.send_weekday = 3
    for week in range(520):
        at = publication.usual_send_at(date(2020, 1, 1) + timedelta(weeks=week))
        local = at.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        assert (local.weekday(), local.hour, local.minute) == (3, 7, 0)
