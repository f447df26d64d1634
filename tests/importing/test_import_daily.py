"""The command ``import_daily``: the printed shape, and what is saved or refused."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletins.tracker.models import DailyUpdate

pytestmark = pytest.mark.django_db

POST = """\
IRAQ DAILY TRACKER 21/22 JUN: Two bridges down; Sadr’s men march w/ flags;

Both bridges over the canal are gone–I saw the second one fall.

In Diyala, blank and blank families left their homes.

writing on iraq

An essay at The Paper asks who pays for the bread.


Leave a Reply

Fill in your details below to comment

Twitter picture

Connecting to %s"""


@pytest.fixture
def run(tmp_path):
    def run(*args, name="tracker-2014-06-22.txt", text=POST):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("import_daily", str(path), *args, stdout=out)
        return out.getvalue()

    return run


def test_a_dry_run_prints_the_daily_and_saves_nothing(run):
    (daily,) = json.loads(run("--dry-run", "--json"))
    assert daily == {
        "title": "IRAQ DAILY TRACKER 21/22 JUN: Two bridges down; Sadr’s men march w/ flags;",
        "series": "IRAQ DAILY TRACKER",
        "date_start": "2014-06-21",
        "date_end": "2014-06-22",
        "headlines": ["Two bridges down", "Sadr’s men march w/ flags"],
        "bluf": "",
        "items": [
            {"text": "Both bridges over the canal are gone–I saw the second one fall."},
            {"text": "In Diyala, blank and blank families left their homes."},
        ],
        "readings": [{"text": "An essay at The Paper asks who pays for the bread.", "url": ""}],
        "warnings": [
            {
                "check": "year-from-elsewhere",
                "where": "title",
                "message": "The title has no year; 2014 is from the file name.",
            },
            {
                "check": "placeholder",
                "where": "line 5",
                "message": (
                    "A placeholder is left in: "
                    "“In Diyala, blank and blank families left their homes.”"
                ),
            },
        ],
    }
    assert not DailyUpdate.objects.exists()


def test_a_year_that_is_given_is_believed_over_the_file_name(run):
    (daily,) = json.loads(run("--year", "2015", "--dry-run", "--json"))
    assert daily["date_end"] == "2015-06-22"


def test_without_any_year_it_asks_for_one(run):
    with pytest.raises(CommandError, match="Give it along with the file"):
        run(name="tracker.txt")
    assert not DailyUpdate.objects.exists()


def test_it_saves_a_draft_once(run):
    assert "Saved as a draft." in run()
    assert "Here already; nothing changed." in run()
    daily = DailyUpdate.objects.get()
    assert daily.status == "draft"
    assert [item.label for item in daily.items.all()] == ["", "Diyala"]


def test_another_daily_of_the_same_day_is_refused(run):
    run()
    with pytest.raises(CommandError, match="A daily of 2014-06-21 is here already"):
        run(text=POST.replace("bridges", "roads"))


def test_publish_makes_it_public_at_once(run):
    run("--publish")
    assert DailyUpdate.objects.get().is_published


def test_a_weekly_is_no_daily(run):
    with pytest.raises(CommandError, match="does not look like a daily"):
        run(text="ISHM: July 21 – 27, 2017\n\nKey Takeaways:\n\nNothing.\n")
