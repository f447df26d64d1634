"""Rate limits over all workers: they take from the same bucket, whoever they are."""

from datetime import date, timedelta

import pytest

from bulletins.subscribers import throttle
from tests.subscribers.factories import NOW

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def taken(minutes, *, wanted=1000, start=NOW):
    """How many go in so many minutes, if workers ask every ten seconds for more than they get."""
    steps = [start + step * timedelta(seconds=10) for step in range(6 * minutes)]
    return sum(throttle.take(wanted, per_second=None, at=at) for at in steps)


def test_without_a_limit_all_may_go():
    assert throttle.take(5000, per_second=None, at=NOW) == 5000


def test_hour_has_its_share_and_one_minute_of_burst(settings):
    settings.SENDING_PER_HOUR = 600
    assert throttle.take(1000, per_second=None, at=NOW) == 10
    assert throttle.take(1000, per_second=None, at=NOW) == 0
    assert taken(60) == 10 * 60 - 2


def test_pause_is_not_made_up_for(settings):
    settings.SENDING_PER_HOUR = 600
    throttle.take(1000, per_second=None, at=NOW)
    assert throttle.take(1000, per_second=None, at=NOW + 30 * MINUTE) == 10


@pytest.mark.parametrize(("day", "an_hour"), [(0, 25), (1, 50), (2, 100), (5, 800), (8, 6400)])
def test_warm_up_doubles_every_day(settings, day, an_hour):
    settings.SENDING_WARM_UP, settings.SENDING_WARM_UP_FIRST_DAY = NOW.date(), 600
    at = NOW + day * timedelta(days=1)
    assert throttle.take(10**9, per_second=None, at=at) == an_hour
    assert throttle.take(10**9, per_second=None, at=at) == 0


def test_warm_up_ends(settings):
    settings.SENDING_WARM_UP = NOW.date() - timedelta(days=14)
    assert throttle.take(5000, per_second=None, at=NOW) == 5000


def test_warm_up_has_its_first_days_limit_before_it_began(settings):
    settings.SENDING_WARM_UP, settings.SENDING_WARM_UP_FIRST_DAY = date(2030, 1, 1), 240
    assert throttle.take(5000, per_second=None, at=NOW) == 10


def test_the_tightest_limit_holds(settings):
    settings.SENDING_PER_SECOND, settings.SENDING_PER_HOUR = 50, 600
    assert throttle.take(1000, per_second=5, at=NOW) == 5


@pytest.mark.parametrize(
    ("own", "sites", "most"), [(5, 50, 5), (50, 5, 5), (5, 0, 5), (None, 5, 5)]
)
def test_a_mailing_may_be_slower_than_the_site_and_never_faster(settings, own, sites, most):
    settings.SENDING_PER_SECOND = sites
    assert throttle.take(1000, per_second=own, at=NOW) == most
