"""Publishing a daily from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins.tracker.models import DailyUpdate
from tests.tracker.factories import DailyUpdateFactory

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("publish_daily", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("day", ["2014-06-21", "2014-06-22"])
def test_either_day_names_the_daily(day):
    DailyUpdateFactory()
    assert "is published: edition 1." in run(day)


def test_a_note_publishes_a_correction():
    DailyUpdateFactory()
    run("2014-06-21")
    DailyUpdate.objects.update(opening="<p>Put right.</p>")
    assert "edition 2." in run("2014-06-21", "--note", "The hour was wrong.")


def test_a_day_without_a_daily_is_refused():
    with pytest.raises(CommandError, match="There is no daily for 2014-06-21"):
        run("2014-06-21")
