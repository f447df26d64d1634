"""Paragraphs of the daily on their way into the week."""

from datetime import UTC, datetime

import pytest

from bulletins.issues.models import Entry
from bulletins.issues.promotion import drifts
from bulletins.publications.models import Publication
from bulletins.tracker import services as tracker
from bulletins.tracker.models import TrackerItem
from tests.fixtures.browser import assert_accessible, assert_fits
from tests.tracker.factories import TrackerItemFactory

EVENING = datetime(2014, 6, 22, 18, tzinfo=UTC)


@pytest.fixture
def item(db):
    return TrackerItemFactory()


def promote(client, item):
    return client.post(f"/desk/dailies/items/{item.pk}/promote/")


def test_one_step_puts_a_paragraph_into_the_inbox_once(sign_in, cast, item):
    client = sign_in(cast.reporter)
    assert [promote(client, item).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.unfiled().get().promoted_from == item
    assert "In the week" in client.get(f"/desk/dailies/{item.update_id}/").text


def test_a_site_without_a_daily_says_so_calmly(sign_in, cast, db):
    Publication.objects.filter(kind=Publication.Kind.DAILY).delete()
    client = sign_in(cast.editor)
    assert "This site has no daily yet" in client.get("/desk/dailies/").text
    refused = client.post("/desk/dailies/begin/", follow=True)
    assert "Nothing was begun." in refused.text


def test_a_stranger_promotes_nothing(sign_in, cast, item):
    assert promote(sign_in(cast.stranger), item).status_code == 403
    assert Entry.objects.count() == 0


def test_an_entry_says_that_its_daily_was_corrected_until_somebody_has_looked(sign_in, cast, item):
    client = sign_in(cast.reporter)
    tracker.publish_daily(update=item.update, at=EVENING)
    promote(client, item)
    entry = Entry.objects.get()
    assert "was corrected" not in client.get(f"/desk/entries/{entry.pk}/").text
    TrackerItem.objects.update(body="<p>The bridge was open.</p>")
    tracker.correct_daily(update=item.update, note="It was open.", at=EVENING)
    assert "was corrected: It was open." in client.get(f"/desk/entries/{entry.pk}/").text
    client.post(f"/desk/entries/{entry.pk}/compared/")
    assert "was corrected" not in client.get(f"/desk/entries/{entry.pk}/").text
    assert drifts() == []


def test_the_list_takes_as_many_queries_for_one_paragraph_as_for_three(
    sign_in, cast, item, django_assert_max_num_queries
):
    client = sign_in(cast.reporter)
    client.get("/desk/dailies/")
    with django_assert_max_num_queries(12) as one:
        client.get("/desk/dailies/")
    TrackerItemFactory.create_batch(2, update=item.update)
    with django_assert_max_num_queries(12) as three:
        client.get("/desk/dailies/")
    assert len(one) == len(three)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_accessible_and_fits(open_page, cast, item, width):
    page = open_page("/desk/dailies/", as_user=cast.editor, width=width)
    assert_accessible(page)
    assert_fits(page)
