"""Who may not comment: an address with its account, or for a while a network of strangers."""

from datetime import UTC, datetime, timedelta

import pytest

from bulletins.tracker import comments, services
from bulletins.tracker.bans import NETWORK_BAN
from bulletins.tracker.comments import CommentRefused, Reply
from bulletins.tracker.models import Ban, Comment, Decision, NetworkBan
from tests.tracker.factories import CommentFactory, DailyUpdateFactory

pytestmark = pytest.mark.django_db
MORNING = datetime(2014, 6, 23, 9, tzinfo=UTC)


@pytest.fixture
def daily():
    update = DailyUpdateFactory()
    services.publish_daily(update=update, at=MORNING - timedelta(hours=12))
    return update


def post(update, at=MORNING, **fields):
    reply = Reply(**{"name": "Huda", "text": "Open by noon.", **fields})
    return comments.post_comment(update=update, reply=reply, at=at)


def ban(comment, by, **choices):
    comments.decide(comment=comment, act=Decision.Act.BAN, by=by, at=MORNING, **choices)


def test_a_banned_reader_does_not_come_back_with_the_same_account(daily, cast):
    reader = cast.stranger
    ban(post(daily, user=reader, email=reader.email), cast.editor)
    assert Ban.objects.get().user == reader
    reader.email = "another@example.org"
    reader.save()
    with pytest.raises(CommentRefused, match="this account"):
        post(daily, user=reader, email=reader.email)


def test_banning_what_somebody_wrote_before_signing_in_bans_their_account(daily, cast):
    ban(post(daily, email="Stranger@Example.org"), cast.editor)
    assert Ban.objects.get().user == cast.stranger
    with pytest.raises(CommentRefused, match="this account"):
        post(daily, user=cast.stranger, email="new@example.org")


def test_an_account_made_after_its_address_was_banned_writes_nothing(daily, cast):
    Ban.objects.create(email=cast.stranger.email, banned_at=MORNING)
    with pytest.raises(CommentRefused, match="this account"):
        post(daily, user=cast.stranger, email=cast.stranger.email)


def test_a_writer_without_an_address_is_banned_by_network_for_a_week(daily, cast):
    ban(post(daily, network="n"), cast.editor)
    assert not Ban.objects.exists()
    with pytest.raises(CommentRefused, match="Sign in"):
        post(daily, network="n")
    assert post(daily, network="m")
    assert post(daily, network="n", at=MORNING + NETWORK_BAN)


def test_a_banned_network_does_not_shut_out_its_neighbors_with_an_account(daily, cast):
    NetworkBan.objects.create(network="n", until=MORNING + NETWORK_BAN, banned_at=MORNING)
    assert post(daily, user=cast.stranger, email=cast.stranger.email, network="n")


def test_the_network_of_a_known_address_is_banned_only_when_asked_for(daily, cast):
    known = {"email": "huda@example.org", "network": "n"}
    ban(post(daily, **known), cast.editor)
    assert not NetworkBan.objects.exists()
    ban(Comment.objects.get(), cast.editor, network_too=True)
    assert NetworkBan.objects.get().until == MORNING + NETWORK_BAN


def test_what_waits_of_a_banned_writer_becomes_spam_and_nothing_else(daily, cast):
    theirs = CommentFactory(update=daily, email="HUDA@example.org")
    other = CommentFactory(update=daily, email="omar@example.org")
    shown = CommentFactory(update=daily, status="approved")
    ban(post(daily, email="huda@example.org", network="n"), cast.editor)
    standing = {one.pk: one.status for one in Comment.objects.all()}
    assert standing[theirs.pk] == "spam"
    assert (standing[other.pk], standing[shown.pk]) == ("pending", "approved")
    assert theirs.decisions.get().by == cast.editor
