"""The moderators' side of the conversation: what waits for them, and how it ends."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.tracker import comments
from bulletins.tracker.models import (
    Ban,
    Comment,
    CommentReport,
    CorrectionTask,
    Decision,
    NetworkBan,
)


class Shelf(StrEnum):
    """Where a moderator looks."""

    WAITING = "waiting"
    REPORTED = "reported"
    APPROVED = "approved"
    REJECTED = "rejected"
    SPAM = "spam"


class CannotClose(Exception):
    """The task stays open. The message says why, in words for an editor."""


def on_shelf(shelf: Shelf, *, words: str = "") -> QuerySet[Comment]:
    """The comments of a shelf with what a moderator needs to know, in a fixed number of queries.

    Of what waits, those of people approved before come first, then the oldest, so that a flood does
    not hide them; on every other shelf the newest lies on top.
    """
    found = found_on(shelf, words=words).annotate(
        is_known=_has_been_approved_before(), alike=_waiting_with_the_same_words()
    )
    found = found.select_related("update__publication", "parent", "task", "user")
    found = found.prefetch_related("reports", "decisions__by", "update__items")
    if shelf is Shelf.WAITING:
        return found.order_by("-is_known", "created_at", "pk")
    return found.order_by("-created_at", "-pk")


def found_on(shelf: Shelf, *, words: str = "") -> QuerySet[Comment]:
    """The comments of a shelf with these words in their text, name or address."""
    found = _narrowed(shelf)
    if not words:
        return found
    return found.filter(
        Q(text__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
    )


@only_for("tracker.moderate_comment")
@transaction.atomic
def decide_all(
    *,
    chosen: QuerySet[Comment],
    act: Decision.Act,
    by: User,
    at: datetime,
    seen_at: datetime | None,
) -> tuple[int, int]:
    """Decide on many at once.

    Returns how many were decided on, and how many were left since their writer changed them.
    """
    left = 0
    keys = list(chosen.values_list("pk", flat=True))
    for comment in Comment.objects.filter(pk__in=keys).order_by("pk"):
        try:
            comments.decide(comment=comment, act=act, by=by, at=at, seen_at=seen_at)
        except comments.CommentChanged:
            left += 1
    return len(keys) - left, left


def count(shelf: Shelf) -> int:
    """How many lie on it."""
    return _narrowed(shelf).count()


@only_for("tracker.moderate_comment")
@transaction.atomic
def close_task(*, task: CorrectionTask, outcome: str, by: User, at: datetime) -> None:
    """Say how a reader's “this is wrong” ended. The first to say so is kept."""
    if not outcome.strip():
        raise CannotClose("Say in a few words how it ended: corrected, or why it stands.")
    still_open = CorrectionTask.objects.filter(pk=task.pk, closed_at=None)
    if not still_open.update(outcome=outcome.strip()[:300], closed_at=at):
        raise CannotClose("Somebody closed this task a moment ago. Nothing was changed.")
    audit.record(action="closed a correction task", subject=task, detail=outcome.strip(), at=at)


@only_for("tracker.moderate_comment")
@transaction.atomic
def lift_ban(*, ban: Ban | NetworkBan, at: datetime) -> None:
    """Take comments from there again. What was written before stays as it was decided."""
    what = "ban of a network" if isinstance(ban, NetworkBan) else "ban"
    audit.record(action="lifted a ban", subject=f"{what} {ban.pk}", at=at)
    ban.delete()


def _narrowed(shelf: Shelf) -> QuerySet[Comment]:
    if shelf is Shelf.REPORTED:
        return Comment.objects.approved().filter(Exists(_unheard(OuterRef("pk"))))
    if shelf is Shelf.WAITING:
        return Comment.objects.pending()
    return Comment.objects.filter(status=shelf.value)


def _unheard(comment: OuterRef) -> QuerySet[CommentReport]:
    """Reports nobody has answered by a decision since."""
    last = Decision.objects.filter(comment=OuterRef("comment")).order_by("-decided_at")
    reports = CommentReport.objects.filter(comment=comment)
    reports = reports.annotate(last_decided_at=Subquery(last.values("decided_at")[:1]))
    return reports.filter(Q(last_decided_at=None) | Q(reported_at__gt=F("last_decided_at")))


def _has_been_approved_before() -> Exists:
    """Something else by the same account or address stands on the page."""
    others = Comment.objects.approved().exclude(pk=OuterRef("pk"))
    same_address = Q(email__iexact=OuterRef("email")) & ~Q(email="")
    return Exists(others.filter(same_address | Q(user__isnull=False, user=OuterRef("user"))))


def _waiting_with_the_same_words() -> Coalesce:
    """How many others that wait say word for word the same."""
    same = Comment.objects.pending().filter(text=OuterRef("text")).exclude(pk=OuterRef("pk"))
    counted = same.order_by().values("text").annotate(many=Count("pk"))
    return Coalesce(Subquery(counted.values("many")[:1]), 0)
