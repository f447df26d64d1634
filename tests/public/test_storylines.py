"""Storylines as readers find them: frozen words from dailies and weeklies."""

from datetime import UTC, datetime

import pytest

from bulletins.issues import services as issues
from bulletins.public import services as public
from bulletins.tracker import services as tracker
from bulletins.tracker.models import Storyline, TrackerItem
from tests.issues.factories import EntryFactory
from tests.public.shelves import draw
from tests.tracker.factories import DailyUpdateFactory, TrackerItemFactory
from tests.tracker.factories import draw as draw_daily

pytestmark = pytest.mark.django_db

AT = datetime(2017, 7, 28, 12, tzinfo=UTC)


@pytest.fixture
def storyline():
    return Storyline.objects.create(
        name="The bridge", slug="the-bridge", description="Its repair, from the first gap."
    )


@pytest.fixture
def item(storyline):
    update = DailyUpdateFactory(date_start="2017-07-21", date_end="2017-07-21")
    found = TrackerItemFactory(update=update, body="<p>The <strong>bridge</strong> is shut.</p>")
    found.storylines.add(storyline)
    TrackerItemFactory(update=update, body="<p>Another matter.</p>")
    return found


@pytest.fixture
def entry(storyline, cast):
    found = EntryFactory(body="<p>Engineers measured the gap.</p>", event_date="2017-07-22")
    found.storylines.add(storyline)
    return found


def publish(entry, cast):
    issue = entry.takeaway.issue
    issues.submit_issue(issue=issue)
    issue.refresh_from_db()
    issues.approve_issue(issue=issue, by=cast.editor)
    draw(issues.publish_issue(issue=issue, at=AT))


def test_it_shows_what_dailies_and_weeklies_told_newest_first(client, storyline, item, entry, cast):
    draw_daily(tracker.publish_daily(update=item.update, at=AT))
    publish(entry, cast)
    public.index_published()
    text = client.get("/storylines/the-bridge/").content.decode()
    assert text.index("Engineers measured the gap.") < text.index("<strong>bridge</strong> is shut")
    assert "Another matter." not in text
    assert "Its repair, from the first gap." in text


def test_drafts_are_not_shown(client, storyline, item, entry):
    public.index_published()
    text = client.get("/storylines/the-bridge/").content.decode()
    assert "is shut" not in text
    assert "measured" not in text
    assert "The bridge" not in client.get("/storylines/").content.decode()


def test_the_words_are_those_of_the_edition_until_it_is_corrected(client, storyline, item):
    draw_daily(tracker.publish_daily(update=item.update, at=AT))
    TrackerItem.objects.filter(pk=item.pk).update(body="<p>It was open.</p>")
    public.index_published()
    assert "is shut" in client.get("/storylines/the-bridge/").content.decode()
    draw_daily(tracker.correct_daily(update=item.update, note="It was open.", at=AT))
    public.index_published()
    text = client.get("/storylines/the-bridge/").content.decode()
    assert "is shut" not in text
    assert "It was open." in text


def test_a_withdrawn_daily_leaves_it(client, storyline, item):
    draw_daily(tracker.publish_daily(update=item.update, at=AT))
    public.index_published()
    assert "The bridge" in client.get("/storylines/").content.decode()
    tracker.withdraw_daily(update=item.update)
    public.index_published()
    assert "is shut" not in client.get("/storylines/the-bridge/").content.decode()
    assert "The bridge" not in client.get("/storylines/").content.decode()


def test_its_page_takes_the_same_queries_for_one_post_and_for_many(
    client, storyline, item, django_assert_num_queries
):
    draw_daily(tracker.publish_daily(update=item.update, at=AT))
    public.index_published()
    with django_assert_num_queries(4):
        client.get("/storylines/the-bridge/")
    for day in ("2017-07-23", "2017-07-24"):
        more = TrackerItemFactory(update=DailyUpdateFactory(date_start=day, date_end=day))
        more.storylines.add(storyline)
        draw_daily(tracker.publish_daily(update=more.update, at=AT))
    public.index_published()
    with django_assert_num_queries(4):
        client.get("/storylines/the-bridge/")
