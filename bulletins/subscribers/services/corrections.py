"""Telling those who have an earlier text by mail what was corrected in it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.issues.models import Edition, Issue
from bulletins.subscribers.models import Delivery, Mailing, Subscriber
from bulletins.subscribers.services.mailings import CannotSend, depart


def readers_of_earlier(*, issue: Issue) -> int:
    """How many people were mailed an earlier edition of this issue and not the newest one."""
    newest = issue.editions.last()
    if newest is None:
        return 0
    sent = Delivery.objects.filter(state=Delivery.State.SENT, mailing__issue=issue)
    earlier = sent.filter(mailing__edition__number__lt=newest.number)
    newer = sent.filter(mailing__edition__number__gte=newest.number)
    return (
        Subscriber.objects.filter(pk__in=earlier.values("subscriber"))
        .exclude(pk__in=newer.values("subscriber"))
        .count()
    )


@only_for("issues.send_issue")
def queue_correction(*, issue: Issue, at: datetime) -> Mailing:
    """Mail the newest edition to exactly those who got an earlier one, once.

    Whoever has unsubscribed since gets none. Asking again returns the mailing that is there
    already. Raises ``CannotSend``.
    """
    edition = issue.editions.last()
    if edition is None or edition.number == 1 or not issue.is_published:
        raise CannotSend("Publish the correction first; then it can be mailed.")
    existing = _standing(edition)
    if existing is not None:
        return existing
    _refuse_too_early(issue)
    try:
        with transaction.atomic():
            mailing = issue.mailings.create(
                edition=edition, is_correction=True, scheduled_at=at, queued_at=at
            )
            audit.record(action="queued a correction", subject=issue, at=at)
    except IntegrityError:  # Somebody else pressed in the same instant.
        return issue.mailings.standing().get(is_correction=True, edition=edition)
    depart(mailing=mailing, at=at)
    return mailing


def _standing(edition: Edition) -> Mailing | None:
    return edition.mailings.standing().filter(is_correction=True).first()


def _refuse_too_early(issue: Issue) -> None:
    """Nobody may be handed the earlier text after the correction has gone out."""
    over = [Mailing.State.FINISHED, Mailing.State.CANCELED]
    if issue.mailings.exclude(state__in=over).exists():
        raise CannotSend(
            "The earlier text is still being mailed. Wait until that is finished, or cancel it; "
            "nothing was sent."
        )
    if not readers_of_earlier(issue=issue):
        raise CannotSend("Nobody has got an earlier text of this issue by mail.")
