"""The daily's pages: what readers see, and what they may send."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bulletins.tracker import mailer, renditions, services
from bulletins.tracker.forms import new_form_token
from bulletins.tracker.models import Comment, CommentReport, DailyRendition, TrackerItem
from tests.tracker.factories import CommentFactory, DailyUpdateFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2014, 6, 22, 18, tzinfo=UTC)
MORNING = datetime(2014, 6, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def draw(edition):
    rendition = edition.renditions.get(kind=DailyRendition.Kind.WEB)
    assert renditions.make(rendition_id=rendition.pk, at=PUBLISHED)


@pytest.fixture
def daily():
    update = DailyUpdateFactory()
    TrackerItemFactory(update=update)
    draw(services.publish_daily(update=update, at=PUBLISHED))
    update.refresh_from_db()
    return update


def page(client, update):
    return client.get(reverse("daily", args=[update.slug]))


def send(client, update, *, waited=timedelta(minutes=1), query="", **fields):
    """Open the reply form, let time pass, and send it."""
    address = reverse("daily_reply", args=[update.slug]) + query
    with time_machine.travel(MORNING - waited, tick=False):
        token = new_form_token()
    form = {"name": "Huda", "text": "Open by noon.", "token": token, **fields}
    return client.post(address, form)


def test_a_published_daily_shows_its_frozen_text(client, daily):
    TrackerItem.objects.update(body="<p>Changed afterwards.</p>")
    text = page(client, daily).content.decode()
    assert "Trucks queued at the bridge until dusk." in text
    assert "Changed afterwards." not in text


def test_a_draft_is_as_unknown_as_an_address_that_never_was(client):
    DailyUpdateFactory(slug="a-draft")
    assert client.get("/daily/a-draft/").status_code == 404
    assert client.get("/daily/never-was/").status_code == 404


def test_a_daily_still_being_drawn_says_so(client):
    update = DailyUpdateFactory()
    services.publish_daily(update=update, at=PUBLISHED)
    update.refresh_from_db()
    response = page(client, update)
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_a_correction_stands_at_the_top(client, daily):
    TrackerItem.objects.update(body="<p>Put right.</p>")
    draw(services.correct_daily(update=daily, note="The hour was wrong.", at=MORNING))
    text = page(client, daily).content.decode()
    assert "Corrected June 23, 2014:" in text
    assert text.index("The hour was wrong.") < text.index("Put right.")


def test_reading_sets_no_cookie(client, daily):
    assert page(client, daily).cookies == {}


def test_only_approved_comments_are_shown(client, daily):
    CommentFactory(update=daily, text="Waiting words.")
    CommentFactory(update=daily, text="Spam words.", status="spam")
    CommentFactory(update=daily, text="Approved words.", status="approved", email="h@example.org")
    text = page(client, daily).content.decode()
    assert "Approved words." in text
    assert "Waiting words." not in text
    assert "Spam words." not in text
    assert "h@example.org" not in text


def test_markup_in_a_comment_is_shown_as_text(client, daily):
    CommentFactory(update=daily, status="approved", name="<b>x", text="<script>alert(1)</script>")
    text = page(client, daily).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_a_long_thread_takes_as_many_queries_as_a_short_one(
    client, daily, django_assert_num_queries
):
    first = CommentFactory(update=daily, status="approved")
    with django_assert_num_queries(5):
        page(client, daily)
    CommentFactory.create_batch(3, update=daily, status="approved", parent=first)
    with django_assert_num_queries(5):
        page(client, daily)


def test_a_reply_sent_waits_for_a_moderator(client, daily):
    response = send(client, daily)
    assert response["Location"] == f"/daily/{daily.slug}/reply/thanks/"
    comment = Comment.objects.get()
    assert (comment.status, comment.text) == ("pending", "Open by noon.")
    assert len(comment.network) == 64
    assert client.get(response["Location"]).status_code == 200


def test_a_double_click_is_one_reply(client, daily):
    token = new_form_token()
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        for _ in range(2):
            send(client, daily, token=token)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"website": "https://spam.example"}, "catch programs"),
        ({"waited": timedelta(seconds=1)}, "very quick"),
        ({"waited": timedelta(days=2)}, "more than a day old"),
        ({"token": "forged"}, "more than a day old"),
        ({"text": "x" * 5001}, "at most 5000"),
        ({"text": "x\x00y"}, "Null characters"),
        ({"name": ""}, "required"),
        ({"email": "no address"}, "valid email"),
        ({"wants_replies": "on"}, "Give an address"),
        ({"query": "?to=999", "name": ""}, "required"),
    ],
)
def test_a_refused_form_says_why_and_keeps_the_text(client, daily, fields, reason):
    response = send(client, daily, **fields)
    text = response.content.decode()
    assert response.status_code == 400
    assert reason in text
    assert Comment.objects.count() == 0
    assert "Open by noon." in text or "text" in fields


def test_a_form_that_was_too_old_can_be_sent_again(client, daily):
    response = send(client, daily, waited=timedelta(days=2))
    token = response.context["form"]["token"].value()
    with time_machine.travel(MORNING + timedelta(minutes=1), tick=False):
        send(client, daily, token=token)
    assert Comment.objects.count() == 1


def test_a_closed_post_keeps_the_text_too(client, daily):
    daily.takes_comments = False
    daily.save()
    text = send(client, daily).content.decode()
    assert "Replies to this post are closed." in text
    assert "Open by noon." in text


@pytest.mark.parametrize("to", ["abc", "9" * 30, "-1", "٣"])
def test_a_nonsense_reply_target_is_a_plain_reply(client, daily, to):
    send(client, daily, query=f"?to={to}")
    assert Comment.objects.get().parent is None


def test_a_get_changes_nothing(client, daily):
    comment = CommentFactory(update=daily, status="approved", wants_replies=True)
    token = mailer.stop_token(comment)
    for address in (
        reverse("stop_replies", args=[token]),
        reverse("report_comment", args=[comment.pk]),
        reverse("daily_reply", args=[daily.slug]),
    ):
        assert client.get(address).status_code == 200
    comment.refresh_from_db()
    assert comment.wants_replies is True
    assert CommentReport.objects.count() == 0
    client.post(reverse("stop_replies", args=[token]))
    comment.refresh_from_db()
    assert comment.wants_replies is False


def test_a_form_of_another_site_is_refused(daily):
    client = Client(enforce_csrf_checks=True)
    assert send(client, daily).status_code == 403


def test_a_report_is_taken(client, daily):
    comment = CommentFactory(update=daily, status="approved")
    response = client.post(reverse("report_comment", args=[comment.pk]), {"reason": "Rude"})
    assert "A moderator will look at it again." in response.content.decode()
    assert CommentReport.objects.get().reason == "Rude"


def test_the_list_goes_by_month(client, daily):
    later = DailyUpdateFactory(date_start="2014-07-01", date_end="2014-07-01", headlines=["July"])
    draw(services.publish_daily(update=later, at=PUBLISHED))
    text = client.get("/daily/").content.decode()
    assert text.index("July 2014") < text.index("June 2014")
    assert "Border post changes hands; Parade in the capital" in text
