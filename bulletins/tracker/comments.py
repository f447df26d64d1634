"""The conversation below a daily: who may reply, what waits, what moderators decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.publications.doorbell import ring
from bulletins.publications.models import Publication
from bulletins.rendering.links import addresses_in
from bulletins.tracker import bans, mailer, tasks
from bulletins.tracker.models import (
    Comment,
    CommentReport,
    CorrectionTask,
    DailyUpdate,
    Decision,
    TrackerItem,
)

MOST_LETTERS = 5_000
MOST_LINKS = 2  # more of them always wait for a moderator
# A person replies a few times in a row; a flood fills no queue a volunteer has to read.
NETWORK_LIMIT = (5, timedelta(minutes=10))
ADDRESS_LIMIT = (5, timedelta(hours=1))
# Each for strangers, and once more for readers with an account.
MOST_PENDING_A_POST = 50
MOST_PENDING = 200


class CommentRefused(Exception):
    """The comment was not taken. The message says why, in words for its writer."""


class CommentChanged(Exception):
    """Somebody edited the comment meanwhile. Nothing was overwritten."""


@dataclass(frozen=True)
class Reply:
    """What a reader sent in, with what is known of where it came from."""

    name: str
    text: str
    email: str = ""
    parent_id: int | None = None
    user: User | None = None
    network: str = ""
    wants_replies: bool = False
    form_token: str | None = None


def takes_comments(update: DailyUpdate, *, at: datetime) -> bool:
    """The post is public, replies are wanted, and its time for them is not over."""
    if not (update.is_published and update.takes_comments):
        return False
    days = update.publication.comments_close_after_days
    first = update.editions.order_by("number").first()
    return first is not None and at < first.published_at + timedelta(days=days)


@transaction.atomic
def post_comment(*, update: DailyUpdate, reply: Reply, at: datetime) -> Comment:
    """Take a reply. It waits for a moderator, unless its writer is known and trusted.

    The same form sent again returns the comment it made. Raises ``CommentRefused``.
    """
    # All replies queue up here, so that several workers count the same ones, on one post or many.
    publication = Publication.objects.select_for_update().get(pk=update.publication_id)
    update = publication.dailies.select_related("publication").get(pk=update.pk)
    if sent_before := _sent_before(reply):
        return sent_before
    if not takes_comments(update, at=at):
        raise CommentRefused("Replies to this post are closed.")
    _refuse_banned(reply, at=at)
    _refuse_flood(update, reply, at=at)
    return update.comments.create(
        parent=_parent(update, reply),
        name=reply.name,
        email=reply.email,
        user=reply.user,
        text=reply.text,
        status=_first_status(update, reply),
        network=reply.network,
        wants_replies=reply.wants_replies and bool(reply.email),
        form_token=reply.form_token,
        created_at=at,
    )


@only_for("tracker.moderate_comment")
@transaction.atomic
def decide(
    *,
    comment: Comment,
    act: Decision.Act,
    by: User,
    at: datetime,
    seen_at: datetime | None = None,
    network_too: bool = False,
) -> Comment:
    """Approve, reject, or mark as spam; a ban also marks as spam. Every act is kept.

    Words nobody has read are not approved: raises ``CommentChanged`` when the writer changed them
    after ``seen_at``.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    is_news = seen_at is not None and comment.revised_at and comment.revised_at > seen_at
    if is_news and act == Decision.Act.APPROVE:
        raise CommentChanged("Its writer changed it a moment ago. Read it again, then decide.")
    comment.status = _STATUS_AFTER[act]
    comment.save(update_fields=["status"])
    comment.decisions.create(act=act, by=by, decided_at=at)
    if act == Decision.Act.BAN:
        bans.ban_writer(comment=comment, network_too=network_too, by=by, at=at)
    if comment.is_approved and comment.parent_id:
        ring(tasks.tell_of_reply, comment_id=comment.pk)
    return comment


@only_for("tracker.moderate_comment")
@transaction.atomic
def edit_comment(
    *, comment: Comment, text: str, by: User, at: datetime, seen_edits: int | None = None
) -> Comment:
    """Change a comment's words; the page marks it as edited, and the old words are kept.

    Raises ``CommentChanged`` when it was edited since ``seen_edits`` edits were seen.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if seen_edits is not None and comment.edits != seen_edits:
        raise CommentChanged("Somebody else edited this comment a moment ago. Look at it again.")
    if comment.text == text:
        return comment
    comment.decisions.create(act=Decision.Act.EDIT, text_before=comment.text, by=by, decided_at=at)
    comment.text, comment.edited_at = text, at
    comment.save(update_fields=["text", "edited_at"])
    return comment


def report_comment(*, comment: Comment, reason: str, network: str, at: datetime) -> None:
    """Note that a reader objects; once a network, however often it is pressed."""
    CommentReport.objects.get_or_create(
        comment=comment, network=network, defaults={"reason": reason[:300], "reported_at": at}
    )


@only_for("tracker.moderate_comment")
@transaction.atomic
def open_task(
    *, comment: Comment, item: TrackerItem | None, note: str, by: User, at: datetime
) -> CorrectionTask:
    """Make a reader's “this is wrong” a task, tied to the paragraph it is about."""
    task, _ = CorrectionTask.objects.get_or_create(
        comment=comment,
        defaults={"item": item, "note": note[:300], "opened_by": by, "opened_at": at},
    )
    return task


def stop_replies(token: str) -> bool:
    """Send its holder no more mail about replies. False for a token that is not ours."""
    try:
        pk = int(Signer(salt=mailer.STOP_SALT).unsign(token))
    except (BadSignature, ValueError):
        return False
    comment = Comment.objects.filter(pk=pk).first()
    if comment is None:
        return True
    Comment.objects.filter(email__iexact=comment.email).update(wants_replies=False)
    return True


_STATUS_AFTER = {
    Decision.Act.APPROVE: Comment.Status.APPROVED,
    Decision.Act.REJECT: Comment.Status.REJECTED,
    Decision.Act.SPAM: Comment.Status.SPAM,
    Decision.Act.BAN: Comment.Status.SPAM,
}


def _sent_before(reply: Reply) -> Comment | None:
    if reply.form_token is None:
        return None
    return Comment.objects.filter(form_token=reply.form_token).first()


def _refuse_banned(reply: Reply, *, at: datetime) -> None:
    words = bans.refusal(email=reply.email, user=reply.user, network=reply.network, at=at)
    if words:
        raise CommentRefused(words)


def _refuse_flood(update: DailyUpdate, reply: Reply, *, at: datetime) -> None:
    """Hold the limits by network, by address, by post and over all.

    A reader with an account has proved a mailbox: neighbors in their network and a flood of
    strangers do not shut them out.
    """
    if reply.network and reply.user is None:
        most, span = NETWORK_LIMIT
        if Comment.objects.since(at - span).filter(network=reply.network).count() >= most:
            raise CommentRefused("That is a lot of replies at once. Try again in ten minutes.")
    if reply.email:
        most, span = ADDRESS_LIMIT
        if Comment.objects.since(at - span).filter(email__iexact=reply.email).count() >= most:
            raise CommentRefused("That is a lot of replies at once. Try again in an hour.")
    waiting = Comment.objects.pending().filter(user__isnull=reply.user is None)
    if waiting.filter(update=update).count() >= MOST_PENDING_A_POST:
        raise CommentRefused(
            "So many replies to this post wait to be read that no more are taken for now. "
            "Copy your text and try again later."
        )
    if waiting.count() >= MOST_PENDING:
        raise CommentRefused(
            "Too many replies wait to be read. Copy your text and try again later."
        )


def _parent(update: DailyUpdate, reply: Reply) -> Comment | None:
    """The approved comment this one answers; an answer to an answer stands beside it."""
    if reply.parent_id is None:
        return None
    parent = update.comments.approved().select_related("parent").filter(pk=reply.parent_id).first()
    if parent is None:
        raise CommentRefused("The comment you reply to is no longer there. Your text is below.")
    return parent.parent or parent


def _first_status(update: DailyUpdate, reply: Reply) -> Comment.Status:
    others = Comment.objects.approved()
    return standing(update, text=reply.text, name=reply.name, user=reply.user, others=others)


def standing(
    update: DailyUpdate, *, text: str, name: str, user: User | None, others: QuerySet[Comment]
) -> Comment.Status:
    """Whether such words appear at once: only those of a writer known from ``others`` of theirs."""
    if not update.publication.trusts_known_commenters:
        return Comment.Status.PENDING
    if len(addresses_in(text)) > MOST_LINKS or not user:
        # A name and an address typed into a form prove nothing: only signing in does.
        return Comment.Status.PENDING
    # Under another name it is a first time again: nobody signs as somebody else unread.
    is_known = others.filter(user=user, name=name).exists()
    return Comment.Status.APPROVED if is_known else Comment.Status.PENDING
