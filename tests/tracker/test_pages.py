"""The daily's pages: what readers see, and what they may send."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bulletins.tracker import mailer, services
from bulletins.tracker.forms import new_form_token
from bulletins.tracker.models import (
    Comment,
    CommentReport,
    DailyUpdate,
    TrackerItem,
)
from tests.tracker.factories import CommentFactory, DailyUpdateFactory, TrackerItemFactory, draw

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2014, 6, 22, 18, tzinfo=UTC)
MORNING = datetime(2014, 6, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


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


@pytest.mark.parametrize("where", ["daily", "dailies", "daily_reply"])
def test_headlines_changed_afterwards_show_only_after_a_correction(client, daily, where):
    before = "; ".join(daily.headlines)
    DailyUpdate.objects.update(headlines=["Not yet public"])
    address = reverse(where, args=[] if where == "dailies" else [daily.slug])
    text = client.get(address).content.decode()
    assert before in text
    assert "Not yet public" not in text


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
    with django_assert_num_queries(8):
        page(client, daily)
    CommentFactory.create_batch(3, update=daily, status="approved", parent=first)
    with django_assert_num_queries(8):
        page(client, daily)


def test_a_reply_sent_waits_for_a_moderator(client, daily):
    response = send(client, daily)
    assert response["Location"].startswith(f"/daily/{daily.slug}/reply/thanks/?key=")
    comment = Comment.objects.get()
    assert (comment.status, comment.text) == ("pending", "Open by noon.")
    assert len(comment.network) == 64
    assert client.get(response["Location"]).status_code == 200


def test_whoever_is_signed_in_types_neither_name_nor_address(client, daily, cast):
    client.force_login(cast.stranger)
    form = client.get(reverse("daily_reply", args=[daily.slug]))
    assert "You reply as <strong>Stranger</strong>" in form.content.decode()
    sent = send(client, daily, name="The publisher", email="x@example.org", wants_replies="on")
    assert sent.status_code == 302
    comment = Comment.objects.get()
    assert (comment.user, comment.name, comment.email, comment.wants_replies) == (
        cast.stranger,
        "Stranger",
        "stranger@example.org",
        True,
    )


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


def test_a_comment_of_a_megabyte_is_refused_without_being_kept(client, daily):
    response = send(client, daily, text="x" * 1_000_000)
    assert response.status_code == 400
    assert "at most 5000" in response.content.decode()
    assert Comment.objects.count() == 0


def test_more_than_a_form_can_hold_is_refused_before_it_is_read(client, daily, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    assert send(client, daily, text="x" * 1_100_000).status_code in {400, 413}
    assert Comment.objects.count() == 0


def test_a_form_replayed_after_an_hour_is_still_one_reply(client, daily):
    token = new_form_token()
    for hours in (1, 2):
        with time_machine.travel(MORNING + timedelta(hours=hours), tick=False):
            send(client, daily, token=token, text=f"Take {hours}.")
    assert Comment.objects.get().text == "Take 1."


@pytest.mark.parametrize("name", ["Omar\r\nBcc: all@example.org", "Omar\nBcc: all@example.org"])
def test_a_name_of_two_lines_becomes_one(client, daily, name):
    send(client, daily, name=name)
    assert Comment.objects.get().name == "Omar Bcc: all@example.org"


def test_a_header_in_an_address_is_refused(client, daily):
    assert send(client, daily, email="a@example.org\nBcc: b@example.org").status_code == 400
    assert Comment.objects.count() == 0


def test_a_look_alike_address_is_shown_as_it_is_spelled(client, daily):
    # The first letter is Cyrillic.
    CommentFactory(update=daily, status="approved", text="See https://\u0430pple.example.org/x")
    text = page(client, daily).content.decode()
    assert 'href="https://xn--pple-43d.example.org/x"' in text
    assert ">https://xn--pple-43d.example.org/x</a>" in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_only_web_addresses_become_links(client, daily, address):
    CommentFactory(update=daily, status="approved", text=f"See {address} now")
    conversation = page(client, daily).content.decode().partition('id="replies"')[2]
    assert f'href="{address}' not in conversation


@pytest.mark.parametrize("status", ["draft", "scheduled", "withdrawn"])
def test_what_readers_cannot_see_takes_no_reply(client, daily, status):
    daily.status = status
    daily.save()
    assert client.get(reverse("daily_reply", args=[daily.slug])).status_code == 404
    assert send(client, daily).status_code == 404
    assert Comment.objects.count() == 0


def test_a_reply_to_a_comment_deleted_meanwhile_keeps_its_text(client, daily):
    gone = CommentFactory(update=daily, status="approved")
    query = f"?to={gone.pk}"
    gone.delete()
    response = send(client, daily, query=query)
    assert response.status_code == 400
    text = response.content.decode()
    assert "The comment you reply to is no longer there" in text
    assert "Open by noon." in text
    assert Comment.objects.count() == 0


def test_a_thread_of_a_thousand_is_shown_in_eight_queries(client, daily, django_assert_num_queries):
    first = CommentFactory(update=daily, status="approved")
    Comment.objects.bulk_create(
        CommentFactory.build(
            update=daily, status="approved", parent=first if number % 2 else None, text=f"{number}."
        )
        for number in range(999)
    )
    with django_assert_num_queries(8):
        text = page(client, daily).content.decode()
    assert text.count('class="comment"') == 1000


def test_a_daily_leads_to_the_one_before_and_the_one_after(client, daily):
    for day, headline in ((19, "Two days before"), (20, "Yesterday"), (23, "Tomorrow")):
        one = {"date_start": f"2014-06-{day}", "date_end": f"2014-06-{day}"}
        update = DailyUpdateFactory(**one, headlines=[headline])
        draw(services.publish_daily(update=update, at=PUBLISHED))
    DailyUpdateFactory(date_start="2014-06-24", date_end="2014-06-24", headlines=["Draft"])
    text = page(client, daily).text
    assert "20 JUN 2014" in text
    assert "Yesterday" in text
    assert "Tomorrow" in text
    assert "Two days before" not in text
    assert "Draft" not in text


def test_a_month_shows_its_dailies_and_no_others(client, daily):
    later = DailyUpdateFactory(date_start="2014-07-01", date_end="2014-07-01", headlines=["July"])
    draw(services.publish_daily(update=later, at=PUBLISHED))
    text = client.get("/daily/2014/6/").content.decode()
    assert "Border post changes hands" in text
    assert ">July<" not in text
    assert 'href="/daily/2014/7/"' in text


def test_two_days_over_new_year_stand_in_the_new_one(client):
    update = DailyUpdateFactory(date_start="2014-12-31", date_end="2015-01-01", headlines=["Bells"])
    draw(services.publish_daily(update=update, at=PUBLISHED))
    assert "Bells" in client.get("/daily/2015/1/").content.decode()
    assert client.get("/daily/2014/12/").status_code == 404
    addresses = [client.get(f"/daily/{day}/").url for day in ("2014/12/31", "2015/1/1")]
    assert addresses == ["/daily/2014-12-31-bells/"] * 2


@pytest.mark.parametrize("day", ["2014/6/20", "2014/2/30", "2014/13/1", "2014/13", "0/1"])
def test_a_day_or_month_without_a_daily_is_unknown(client, daily, day):
    assert client.get(f"/daily/{day}/").status_code == 404
