"""Stories followed over weeks: what was told when, and which have gone silent."""

from datetime import date

import pytest

from bulletins.issues import storylines
from bulletins.tracker.models import Storyline
from tests.issues.factories import EntryFactory
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db

WEEK = (date(2014, 6, 22), date(2014, 6, 28))


@pytest.fixture
def storyline():
    return storylines.begin(name="Displacement from Mosul")


def told(storyline, day, **fields):
    item = TrackerItemFactory(update=DailyUpdateFactory(date_start=day, date_end=day, **fields))
    item.storylines.add(storyline)
    return item


def written(storyline, day):
    entry = EntryFactory(event_date=day)
    entry.storylines.add(storyline)
    return entry


@pytest.mark.parametrize(
    ("days", "is_silent"),
    [
        (["2014-06-15"], True),
        (["2014-06-21"], True),
        (["2014-06-14"], False),  # it had been silent before
        (["2014-06-21", "2014-06-22"], False),
        (["2014-06-21", "2014-06-28"], False),
        (["2014-06-28"], False),
        ([], False),
    ],
)
@pytest.mark.parametrize("tell", [told, written])
def test_a_storyline_is_silent_when_last_week_told_of_it_and_this_week_does_not(
    storyline, tell, days, is_silent
):
    for day in days:
        tell(storyline, date.fromisoformat(day))
    assert storylines.without_news(*WEEK) == [storyline] * is_silent


def test_a_closed_storyline_is_never_brought_up(storyline):
    told(storyline, date(2014, 6, 21))
    Storyline.objects.update(is_open=False)
    assert storylines.without_news(*WEEK) == []


def test_a_withdrawn_daily_is_no_news(storyline):
    told(storyline, date(2014, 6, 21))
    told(storyline, date(2014, 6, 22), status="withdrawn")
    assert storylines.without_news(*WEEK) == [storyline]


def test_a_name_begins_one_storyline_however_it_is_typed(storyline):
    assert storylines.begin(name="  displacement  from mosul ") == storyline
    assert storylines.begin(name="Referendum").slug == "referendum"


def test_a_name_in_another_script_has_an_address_too(db):
    assert [storylines.begin(name=name).slug for name in ("كركوك", "الموصل")] == [
        "storyline",
        "storyline-2",
    ]


def test_what_it_tells_stands_newest_first(storyline):
    old, new = told(storyline, date(2014, 6, 15)), written(storyline, date(2014, 6, 21))
    assert [one.subject for one in storylines.told_in(storyline)] == [new, old]


def test_choosing_takes_the_others_out(storyline):
    entry = written(storyline, date(2014, 6, 21))
    storylines.choose(subject=entry, storylines=[], new="The bridge")
    assert [str(one) for one in entry.storylines.all()] == ["The bridge"]
