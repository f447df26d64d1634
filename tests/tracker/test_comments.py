"""The conversation below a daily: who may reply, what waits, what moderators decide."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from bulletins.tracker import comments, mailer, services
from bulletins.tracker.comments import CommentRefused, Reply
from bulletins.tracker.models import Comment, CommentReport, Decision
from tests.tracker.factories import CommentFactory, DailyUpdateFactory

pytestmark = pytest.mark.django_db

PUBLISHED = datetime(2014, 6, 22, 18, tzinfo=UTC)
MORNING = datetime(2014, 6, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def daily():
    update = DailyUpdateFactory()
    services.publish_daily(update=update, at=PUBLISHED)
    update.refresh_from_db()
    return update


def post(update, at=MORNING, **fields):
    reply = Reply(
        **{"name": "Huda", "email": "huda@example.org", "text": "Open by noon.", **fields}
    )
    return comments.post_comment(update=update, reply=reply, at=at)


def decide(comment, by, act=Decision.Act.APPROVE):
    return comments.decide(comment=comment, act=act, by=by, at=MORNING)


def test_a_comment_waits_for_a_moderator(daily):
    assert post(daily).status == "pending"
    assert list(daily.comments.approved()) == []


def test_the_same_form_sent_again_is_one_comment(daily):
    assert post(daily, form_token="abc") == post(daily, form_token="abc")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"status": "draft"}, MORNING),
        ({"status": "withdrawn"}, MORNING),
        ({"takes_comments": False}, MORNING),
        ({}, PUBLISHED + timedelta(days=30)),
    ],
)
def test_closed_posts_take_no_comments(daily, change, at):
    for name, value in change.items():
        setattr(daily, name, value)
    daily.save()
    with pytest.raises(CommentRefused, match="closed"):
        post(daily, at=at)


def test_a_network_may_reply_five_times_in_ten_minutes(daily):
    for count in range(5):
        post(daily, network="n", email=f"{count}@example.org")
    with pytest.raises(CommentRefused, match="ten minutes"):
        post(daily, network="n", email="six@example.org")
    later = MORNING + timedelta(minutes=10)
    assert post(daily, network="n", email="six@example.org", at=later).pk


def test_an_address_may_reply_five_times_an_hour(daily):
    for count in range(5):
        post(daily, network=str(count))
    with pytest.raises(CommentRefused, match="an hour"):
        post(daily, network="six", email="HUDA@example.org")


def test_a_flood_from_many_networks_stops_at_the_limit_of_the_post(daily):
    refused = 0
    for count in range(comments.MOST_PENDING_A_POST + 20):
        try:
            post(daily, network=str(count), email=f"{count}@example.org")
        except CommentRefused:
            refused += 1
    assert Comment.objects.count() == comments.MOST_PENDING_A_POST
    assert refused == 20


def test_a_flood_of_strangers_does_not_shut_out_a_reader_with_an_account(daily, cast):
    for number in range(comments.MOST_PENDING_A_POST):
        post(daily, network="one", email=f"r{number}@example.org", at=MORNING + number * HOUR)
    late = MORNING + number * HOUR
    with pytest.raises(CommentRefused):
        post(daily, email="", network="two", at=late)
    assert post(daily, user=cast.stranger, email=cast.stranger.email, network="one", at=late)


def test_a_reply_to_a_reply_stands_beside_it(daily):
    first = CommentFactory(update=daily, status="approved")
    second = CommentFactory(update=daily, parent=first, status="approved")
    assert post(daily, parent_id=second.pk).parent == first


@pytest.mark.parametrize("where", ["pending", "other post", "nowhere"])
def test_a_forged_or_lost_reply_target_is_refused(daily, where, cast):
    target = {
        "pending": lambda: CommentFactory(update=daily).pk,
        "other post": lambda: (
            CommentFactory(
                update=DailyUpdateFactory(date_start="2014-06-01", date_end="2014-06-01"),
                status="approved",
            ).pk
        ),
        "nowhere": lambda: 10**9,
    }[where]()
    with pytest.raises(CommentRefused, match="no longer there"):
        post(daily, parent_id=target)


def test_only_somebody_signed_in_and_approved_before_is_trusted(daily, cast):
    daily.publication.trusts_known_commenters = True
    daily.publication.save()
    CommentFactory(update=daily, user=cast.stranger, name="Huda", status="approved", email="")
    known = {"user": cast.stranger, "email": "", "name": "Huda"}
    assert post(daily, **known).status == "approved"
    assert post(daily, **known | {"name": "The publisher"}).status == "pending"
    assert post(daily, user=cast.reporter).status == "pending"
    assert post(daily, email="huda@example.org").status == "pending"
    links = " ".join(f"https://a{n}.example.org/" for n in range(3))
    assert post(daily, **known, text=links).status == "pending"


def test_every_decision_is_kept(daily, cast):
    comment = post(daily)
    decide(comment, cast.editor, Decision.Act.REJECT)
    decide(comment, cast.publisher)
    comment.refresh_from_db()
    assert comment.status == "approved"
    acts = [(decision.act, decision.by) for decision in comment.decisions.all()]
    assert acts == [("reject", cast.editor), ("approve", cast.publisher)]


def test_an_edit_is_marked_and_keeps_the_old_words(daily, cast):
    comment = post(daily)
    edited = comments.edit_comment(
        comment=comment, text="Open at noon.", by=cast.editor, at=MORNING
    )
    assert (edited.text, edited.edited_at) == ("Open at noon.", MORNING)
    assert edited.decisions.get().text_before == "Open by noon."


def test_a_network_reports_a_comment_once(daily):
    comment = CommentFactory(update=daily, status="approved")
    for _ in range(2):
        comments.report_comment(comment=comment, reason="Rude", network="n", at=MORNING)
    assert CommentReport.objects.get().reason == "Rude"


def test_a_comment_becomes_a_task_once(daily, cast):
    comment = post(daily)
    tasks = [
        comments.open_task(comment=comment, item=None, note="Check", by=cast.editor, at=MORNING)
        for _ in range(2)
    ]
    assert tasks[0] == tasks[1]


class TestRepliesByMail:
    @pytest.fixture
    def reply(self, daily):
        asked = CommentFactory(update=daily, status="approved", wants_replies=True)
        return CommentFactory(
            update=daily, parent=asked, status="approved", name="Omar", email="omar@example.org"
        )

    def test_the_one_who_asked_is_told_once(self, reply):
        told = [mailer.tell_of_reply(comment_id=reply.pk, at=MORNING) for _ in range(2)]
        assert told == [True, False]
        (message,) = mail.outbox
        assert message.to == ["huda@example.org"]
        assert "Omar replied to what you wrote" in message.body
        assert "omar@example.org" not in message.body
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"

    def test_a_reply_not_yet_approved_is_not_announced(self, reply):
        Comment.objects.filter(pk=reply.pk).update(status="pending")
        assert mailer.tell_of_reply(comment_id=reply.pk, at=MORNING) is False
        assert mail.outbox == []

    def test_a_name_cannot_break_out_of_its_header(self, reply):
        Comment.objects.update(name="Omar\r\nBcc: everyone@example.org")
        mailer.tell_of_reply(comment_id=reply.pk, at=MORNING)
        assert mail.outbox[0].message()["Bcc"] is None

    def test_a_mail_program_stops_them_by_one_click(self, reply):
        mailer.tell_of_reply(comment_id=reply.pk, at=MORNING)
        headers = mail.outbox[0].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = urlsplit(headers["List-Unsubscribe"].strip("<>")).path
        one_click = {"List-Unsubscribe": "One-Click"}
        assert Client(enforce_csrf_checks=True).post(address, one_click).status_code == 200
        reply.parent.refresh_from_db()
        assert not reply.parent.wants_replies

    def test_the_stop_link_stops_all_of_them(self, reply):
        token = mailer.stop_token(reply.parent)
        assert comments.stop_replies(token) is True
        assert mailer.tell_of_reply(comment_id=reply.pk, at=MORNING) is False

    def test_a_forged_stop_link_stops_nothing(self, reply):
        assert comments.stop_replies(f"{reply.parent.pk}:forged") is False
        reply.parent.refresh_from_db()
        assert reply.parent.wants_replies is True
