"""From the daily into the week, and what happens when the daily is corrected."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from bulletins.issues.models import Entry
from bulletins.issues.promotion import drifts, promote_item, settle, tell_of_drifts
from bulletins.revisions.models import Revision
from bulletins.tracker import services as tracker
from bulletins.tracker.models import Storyline, TrackerItem
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db

EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)


@pytest.fixture
def item():
    return TrackerItemFactory(body="<p>The toll at the bridge was <strong>3</strong>.</p>")


@pytest.fixture
def entry(item, cast):
    tracker.publish_daily(update=item.update, at=EVENING)
    return promote_item(item=item, by=cast.editor, at=EVENING)


def correct(item, body="<p>The toll at the bridge was 4.</p>"):
    TrackerItem.objects.filter(pk=item.pk).update(body=body)
    tracker.correct_daily(update=item.update, note="The toll was 4.", at=EVENING)


def test_a_paragraph_lands_in_the_inbox_with_its_days_and_words(entry, item, cast):
    assert list(Entry.objects.unfiled()) == [entry]
    assert (entry.event_date, entry.event_date_end) == (date(2014, 6, 21), date(2014, 6, 22))
    assert (entry.body, entry.author, entry.promoted_from) == (item.body, cast.editor, item)
    assert Revision.objects.of(entry).get().origin == "daily"


def test_a_daily_of_one_day_gives_one_date(cast):
    item = TrackerItemFactory(update=DailyUpdateFactory(date_end=date(2014, 6, 21)))
    assert promote_item(item=item, by=cast.editor, at=EVENING).event_date_end is None


def test_promoting_twice_is_promoting_once(entry, item, cast):
    assert promote_item(item=item, by=cast.publisher, at=EVENING) == entry
    assert Entry.objects.count() == 1


def test_storylines_come_along(item, cast):
    item.storylines.add(Storyline.objects.create(name="The bridge", slug="bridge"))
    entry = promote_item(item=item, by=cast.editor, at=EVENING)
    assert [str(storyline) for storyline in entry.storylines.all()] == ["The bridge"]


def test_an_uncorrected_daily_drifts_from_nothing(entry):
    assert drifts() == []


def test_a_correction_of_the_daily_shows_at_the_entry(entry, item):
    correct(item)
    (drift,) = drifts()
    assert (drift.entry, drift.note) == (entry, "The toll was 4.")
    assert (drift.before, drift.now) == (
        "The toll at the bridge was 3.",
        "The toll at the bridge was 4.",
    )


def test_a_correction_of_another_paragraph_does_not(entry, item):
    other = TrackerItemFactory(update=item.update)
    correct(other, body="<p>Something else.</p>")
    assert drifts() == []


def test_an_unpublished_change_of_the_daily_does_not(entry, item):
    TrackerItem.objects.update(body="<p>Still being written.</p>")
    assert drifts() == []


def test_an_entry_outlives_its_paragraph(entry, item):
    item.delete()
    entry.refresh_from_db()
    assert (entry.promoted_from, entry.body) == (None, item.body)


def test_comparing_the_two_settles_it(entry, item):
    correct(item)
    settle(entry=entry)
    assert drifts() == []


def test_the_author_of_the_entry_is_told_of_each_correction_once(entry, item, cast):
    correct(item)
    assert [tell_of_drifts() for _ in range(2)] == [1, 0]
    (message,) = mail.outbox
    assert message.to == [cast.editor.email]
    assert message.subject == "The daily was corrected: look at your entry"
    assert "The toll at the bridge was 4." in message.body
    correct(item, body="<p>The toll at the bridge was 5.</p>")
    assert tell_of_drifts() == 1


def test_an_entry_without_an_author_is_shown_but_nobody_is_told(entry, item):
    Entry.objects.update(author=None)
    correct(item)
    assert tell_of_drifts() == 0
    assert len(drifts()) == 1


def test_many_entries_take_as_many_queries_as_one(item, cast, django_assert_num_queries):
    others = [TrackerItemFactory(update=item.update) for _ in range(2)]
    tracker.publish_daily(update=item.update, at=EVENING)
    for each in (item, *others):
        promote_item(item=each, by=cast.editor, at=EVENING)
    correct(item)
    with django_assert_num_queries(2):
        assert len(drifts()) == 1
