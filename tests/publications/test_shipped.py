"""The two publications are there from the first migration on."""

from datetime import UTC, date, datetime

import pytest

from bulletins.publications.models import Publication

pytestmark = pytest.mark.django_db


def test_the_weekly_and_the_daily_ship():
    shipped = Publication.objects.values_list("slug", "kind", "name")
    assert list(shipped) == [("ishm", "weekly", "ISHM"), ("tracker", "daily", "Daily Tracker")]


@pytest.mark.parametrize(
    ("day", "send_at"),
    [
        (date(2017, 7, 27), datetime(2017, 7, 27, 11, tzinfo=UTC)),  # a Thursday in summer
        (date(2017, 11, 3), datetime(2017, 11, 9, 12, tzinfo=UTC)),  # a Friday; clocks went back
    ],
)
def test_the_weekly_goes_out_on_thursday_at_seven_in_new_york(day, send_at):
    assert Publication.objects.get(slug="ishm").usual_send_at(day) == send_at


def test_shipped_publications_pass_their_own_rules():
    for publication in Publication.objects.all():
        publication.full_clean()
