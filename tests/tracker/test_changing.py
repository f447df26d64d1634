"""A reader changes what they have just sent: for a quarter of an hour, and never unread."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from bulletins.publications.models import Publication
from bulletins.tracker import changing, comments
from bulletins.tracker.comments import CommentRefused
from bulletins.tracker.models import Ban, Comment, Decision
from tests.tracker.factories import CommentFactory, published_daily
from tests.tracker.test_pages import send

pytestmark = pytest.mark.django_db
SENT = datetime(2014, 6, 23, 9, tzinfo=UTC)
SOON = SENT + timedelta(minutes=10)


@pytest.fixture
def comment(db):
    return CommentFactory(update=published_daily())


def change(comment, at=SOON, text="At one, I think."):
    return changing.change(comment=comment, text=text, at=at)


def test_the_words_change_and_the_old_ones_are_kept(comment):
    changed = change(comment)
    assert (changed.text, changed.revised_at, changed.status) == (
        "At one, I think.",
        SOON,
        "pending",
    )
    kept = comment.decisions.get()
    assert (kept.act, kept.text_before) == ("revise", "The bridge was open again by noon.")


@pytest.mark.parametrize(
    "fields", [{"status": "rejected"}, {"status": "spam"}, {"edited_at": SENT}]
)
def test_what_a_moderator_turned_down_or_edited_is_not_changed(comment, fields):
    Comment.objects.update(**fields)
    with pytest.raises(CommentRefused):
        change(comment)


def test_after_a_quarter_of_an_hour_it_stays_as_it_is(comment):
    with pytest.raises(CommentRefused):
        change(comment, at=SENT + changing.MAY_CHANGE)


def test_somebody_banned_meanwhile_changes_nothing(comment):
    Ban.objects.create(email=comment.email, banned_at=SENT)
    with pytest.raises(CommentRefused):
        change(comment)


def test_what_was_approved_waits_again_when_its_words_change(comment, cast):
    Comment.objects.update(status="approved", user=cast.stranger)
    assert change(comment).status == "pending"


def test_a_trusted_reader_changes_what_stands_on_the_page(comment, cast):
    known = {"user": cast.stranger, "name": comment.name, "status": "approved"}
    Publication.objects.update(trusts_known_commenters=True)
    CommentFactory(update=comment.update, **known)
    Comment.objects.filter(pk=comment.pk).update(**known)
    assert change(comment).status == "approved"
    links = " ".join(f"https://a{n}.example.org/" for n in range(3))
    assert change(comment, text=links).status == "pending"


def test_new_words_are_not_approved_by_who_read_the_old_ones(comment, cast):
    change(comment)
    choice = {"comment": comment, "act": Decision.Act.APPROVE, "by": cast.editor, "at": SOON}
    with pytest.raises(comments.CommentChanged):
        comments.decide(**choice, seen_at=SOON - timedelta(seconds=1))
    assert comments.decide(**choice, seen_at=SOON + timedelta(seconds=1)).status == "approved"


class TestPages:
    """The way of a reader without an account: send, see it, change it."""

    def test_the_thanks_lead_to_the_change(self, client):
        with time_machine.travel(SENT + timedelta(minutes=1), tick=False) as clock:
            daily = published_daily()
            daily.editions.create(number=1, content={}, sha256="", published_at=SENT)
            thanks = send(client, daily)["Location"]
            key = parse_qs(urlsplit(thanks).query)["key"][0]
            address = reverse("change_reply", args=[key])
            assert address in client.get(thanks).text
            assert "Open by noon." in client.get(address).text
            assert client.post(address, {"text": " "}).status_code == 400
            answer = client.post(address, {"text": "By one."}, follow=True)
            assert answer.request["PATH_INFO"] == f"/daily/{daily.slug}/reply/thanks/"
            assert "By one." in answer.text
            clock.shift(changing.MAY_CHANGE)
            assert address not in client.get(thanks).text
            assert client.get(address).status_code == 410
            assert client.post(address, {"text": "Late."}).status_code == 410
        assert Comment.objects.get().text == "By one."

    @pytest.mark.parametrize("key", ["nothing", "1", "1:2:3"])
    def test_a_forged_key_opens_nothing(self, client, comment, key):
        assert client.get(reverse("change_reply", args=[key])).status_code == 410
        page = client.get(reverse("daily_thanks", args=[comment.update.slug]), {"key": key})
        assert comment.text not in page.text

    def test_a_reader_with_an_account_finds_it_there(self, client, cast, comment):
        Comment.objects.update(user=cast.stranger)
        client.force_login(cast.stranger)
        with time_machine.travel(SOON, tick=False):
            assert "Change it" in client.get("/accounts/you/").text
        with time_machine.travel(SENT + changing.MAY_CHANGE, tick=False):
            assert "Change it" not in client.get("/accounts/you/").text
