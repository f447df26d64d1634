"""A reader changes their own reply shortly after sending it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction

from bulletins.tracker import bans, comments
from bulletins.tracker.models import Comment, Decision

MAY_CHANGE = timedelta(minutes=15)
MOST_CHANGES = 10
_signer = TimestampSigner(salt="change a reply")


@transaction.atomic
def change(*, comment: Comment, text: str, at: datetime) -> Comment:
    """Let its writer change a reply for ``MAY_CHANGE`` after it came in; the old words are kept.

    What a moderator had approved waits again, unless its writer is trusted. Raises
    ``comments.CommentRefused``.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    _refuse_change(comment, at=at)
    if comment.text == text:
        return comment
    comment.decisions.create(
        act=Decision.Act.REVISE, text_before=comment.text, by=comment.user, decided_at=at
    )
    comment.text, comment.revised_at = text, at
    if comment.is_approved:
        comment.status = _standing_of(comment)
    comment.save(update_fields=["text", "revised_at", "status"])
    return comment


def key_to(comment: Comment) -> str:
    """The key to changing this reply, for whoever has just sent it."""
    return _signer.sign(str(comment.pk))


def comment_of(token: str) -> Comment | None:
    """The reply a key belongs to; None for one that is not ours or is older than ``MAY_CHANGE``."""
    try:
        pk = int(_signer.unsign(token, max_age=MAY_CHANGE))
    except (BadSignature, ValueError):
        return None
    return Comment.objects.select_related("update__publication", "user").filter(pk=pk).first()


def may_change(comment: Comment, *, at: datetime) -> bool:
    """Its writer may still change it: in time, and no moderator turned it down or edited it."""
    is_public = comment.update.is_published
    is_wanted = comment.status in {Comment.Status.PENDING, Comment.Status.APPROVED}
    is_own = comment.edited_at is None
    return is_public and is_wanted and is_own and at < comment.created_at + MAY_CHANGE


def _refuse_change(comment: Comment, *, at: datetime) -> None:
    if not may_change(comment, at=at) or comment.edits >= MOST_CHANGES:
        raise comments.CommentRefused(
            "It can no longer be changed; it stays as it is. Reply to it instead."
        )
    words = bans.refusal(email=comment.email, user=comment.user, network=comment.network, at=at)
    if words:
        raise comments.CommentRefused(words)


def _standing_of(comment: Comment) -> Comment.Status:
    # That it was approved itself says nothing of its new words.
    others = Comment.objects.approved().exclude(pk=comment.pk)
    return comments.standing(
        comment.update, text=comment.text, name=comment.name, user=comment.user, others=others
    )
