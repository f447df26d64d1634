"""A daily on its way to readers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from bulletins.tracker import services
from bulletins.tracker.models import DailyEdition, DailyRendition, DailyUpdate, TrackerItem
from bulletins.tracker.services import CannotPublishDaily
from tests.tracker.factories import DailyUpdateFactory, ReadingFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db

EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)


@pytest.fixture
def daily():
    update = DailyUpdateFactory()
    TrackerItemFactory(update=update)
    ReadingFactory(update=update)
    return update


def publish(update, at=EVENING):
    return services.publish_daily(update=update, at=at)


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (date(2014, 6, 21), date(2014, 6, 21), "21 JUN"),
        (date(2014, 6, 21), date(2014, 6, 22), "21/22 JUN"),
        (date(2014, 6, 30), date(2014, 7, 1), "30 JUN/1 JUL"),
        (date(2014, 12, 31), date(2015, 1, 1), "31 DEC/1 JAN"),
    ],
)
def test_the_title_joins_days_and_headlines(start, end, label):
    update = DailyUpdateFactory(date_start=start, date_end=end)
    assert update.title == (
        f"IRAQ DAILY TRACKER {label}: Border post changes hands; Parade in the capital"
    )


def test_one_day_has_one_daily(daily):
    with pytest.raises(IntegrityError), transaction.atomic():
        DailyUpdateFactory(date_end=date(2014, 6, 21))


def test_publishing_freezes_edition_1_with_its_renditions(daily):
    edition = publish(daily)
    assert (edition.number, edition.content["items"][0]["label"]) == (1, "Anbar")
    assert edition.content["readings"][0]["remark"] == "Counts the trucks."
    kinds = edition.renditions.values_list("kind", flat=True)
    assert sorted(kinds) == sorted(DailyRendition.Kind.values)


def test_publishing_twice_is_publishing_once(daily):
    assert publish(daily) == publish(daily)
    assert DailyEdition.objects.count() == 1


def test_the_slug_is_fixed_at_publication(daily):
    publish(daily)
    daily.refresh_from_db()
    assert daily.slug == "2014-06-21-border-post-changes-hands"
    daily.headlines = ["Something else"]
    daily.save()
    services.correct_daily(update=daily, note="The headline was wrong.", at=EVENING)
    daily.refresh_from_db()
    assert daily.slug == "2014-06-21-border-post-changes-hands"


def test_a_daily_without_headline_or_text_is_not_published():
    empty = DailyUpdateFactory(headlines=[], opening="")
    with pytest.raises(CannotPublishDaily, match="has no headline"):
        publish(empty)


def test_a_correction_carries_its_note(daily):
    publish(daily)
    TrackerItem.objects.update(body="<p>Put right.</p>")
    edition = services.correct_daily(update=daily, note=" The bridge was open. ", at=EVENING)
    assert (edition.number, edition.note) == (2, "The bridge was open.")
    with pytest.raises(CannotPublishDaily, match="Nothing has changed since edition 2"):
        services.correct_daily(update=daily, note="Again.", at=EVENING)


def test_a_scheduled_daily_goes_out_once(daily):
    services.schedule_daily(
        update=daily, publish_at=EVENING, send_at=None, at=EVENING - timedelta(hours=1)
    )
    assert services.publish_due(at=EVENING - timedelta(seconds=1)) == 0
    assert [services.publish_due(at=EVENING) for _ in range(2)] == [1, 0]


def test_a_daily_six_hours_late_is_held(daily):
    services.schedule_daily(
        update=daily, publish_at=EVENING, send_at=None, at=EVENING - timedelta(hours=1)
    )
    assert services.publish_due(at=EVENING + timedelta(hours=7)) == 0
    held = DailyUpdate.objects.get()
    assert held.hold_reason == "Due at 2014-06-22 18:00 UTC, more than 6 hours ago."


def test_freezing_takes_the_same_queries_for_one_item_and_for_many(
    daily, django_assert_num_queries
):
    def freeze():
        return services.freezing.freeze(DailyUpdate.objects.for_reading().get())

    with django_assert_num_queries(3):
        freeze()
    for _ in range(3):
        TrackerItemFactory(update=daily)
        ReadingFactory(update=daily)
    with django_assert_num_queries(3):
        freeze()
