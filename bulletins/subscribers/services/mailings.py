"""What may happen to a mailing, and what follows."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Manager

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.issues.models import Edition, Issue
from bulletins.publications.doorbell import ring
from bulletins.publications.due import for_each
from bulletins.publications.timing import too_late
from bulletins.subscribers import frozen, ledger, proofs, rounds, tasks
from bulletins.subscribers.models import Delivery, Mailing
from bulletins.tracker.models import DailyEdition, DailyUpdate

logger = logging.getLogger(__name__)

State = Mailing.State
FASTEST = 10_000  # messages a second anybody may ask for


class CannotSend(Exception):
    """This may not be sent, or not now. The message says why, in words for an editor."""


@only_for("issues.send_issue")
def queue_mailing(*, issue: Issue, send_at: datetime, at: datetime) -> Mailing:
    """Have a published issue sent to its subscribers at ``send_at``, once.

    Asking again returns the mailing that is there already, whoever pressed first. Raises
    ``CannotSend``.
    """
    return _queue(issue.mailings, post=issue, send_at=send_at, at=at, edition=issue.editions.last())


@only_for("issues.send_issue")
def queue_daily(*, daily: DailyUpdate, send_at: datetime, at: datetime) -> Mailing:
    """Have a published daily sent to its subscribers, once; see ``queue_mailing``."""
    return _queue(
        daily.mailings, post=daily, send_at=send_at, at=at, daily_edition=daily.editions.last()
    )


def send_due(*, at: datetime) -> None:
    """What the tick does: free what died, start what is due, ring for what is under way."""
    if not settings.SENDING_ENABLED:
        return
    ledger.sweep(at=at)
    unsent = {"send_at__lte": at, "mailings": None}
    for_each(Issue.objects.published().filter(**unsent), partial(_queue_issue, at=at))
    for_each(DailyUpdate.objects.published().filter(**unsent), partial(_queue_daily, at=at))
    for_each(Mailing.objects.due(at=at), lambda mailing: depart(mailing=mailing, at=at))
    for_each(Mailing.objects.running(), partial(_ring_or_finish, at=at))


def _queue_issue(issue: Issue, *, at: datetime) -> None:
    queue_mailing(issue=issue, send_at=issue.send_at or at, at=at)


def _queue_daily(daily: DailyUpdate, *, at: datetime) -> None:
    queue_daily(daily=daily, send_at=daily.send_at or at, at=at)


def depart(*, mailing: Mailing, at: datetime) -> None:
    """Start a due mailing, or hold it with the reason. Safe to call twice."""
    if reason := too_late(mailing.scheduled_at, at=at):
        _hold(mailing, reason)
        return
    try:
        _start(mailing, at=at)
    except frozen.NotYet as wait:
        Mailing.objects.due(at=at).filter(pk=mailing.pk).update(reason=str(wait))
    except frozen.CannotSend as error:
        _hold(mailing, str(error))


@only_for("issues.send_issue")
@transaction.atomic
def release_mailing(*, mailing: Mailing, at: datetime) -> None:
    """Send a held mailing now, although it is late. Raises ``CannotSend``."""
    held = Mailing.objects.filter(pk=mailing.pk, state=State.HELD)
    if not held.update(state=State.SCHEDULED, scheduled_at=at, reason=""):
        raise CannotSend("This mailing is not held any more.")
    audit.record(action="released a mailing", subject=mailing, at=at)
    mailing.refresh_from_db()
    depart(mailing=mailing, at=at)


@only_for("issues.send_issue")
def pause_mailing(*, mailing: Mailing, by: str) -> None:
    """Stop handing messages over; those on their way, one window per connection, still go."""
    running = Mailing.objects.running().filter(pk=mailing.pk)
    if not running.update(state=State.PAUSED, reason=f"By {by}."):
        raise CannotSend("Only a mailing that is running can be paused.")
    audit.record(action="paused a mailing", subject=mailing)


@only_for("issues.send_issue")
def resume_mailing(*, mailing: Mailing, at: datetime) -> None:
    """Go on where it stopped. Raises ``CannotSend``."""
    paused = Mailing.objects.filter(pk=mailing.pk, state=State.PAUSED)
    if not paused.update(state=State.RUNNING, reason="", faults=0, quiet_until=None):
        raise CannotSend("Only a paused mailing can be resumed.")
    audit.record(action="resumed a mailing", subject=mailing, at=at)
    _ring(mailing.pk)


@only_for("issues.send_issue")
def set_pace(*, mailing: Mailing, per_second: int | None, at: datetime) -> None:
    """Send at most so many a second from the next round on; ``None``: as the server settings say.

    Raises ``CannotSend``.
    """
    if per_second is not None and not 1 <= per_second <= FASTEST:
        raise CannotSend(f"Give a whole number from 1 to {FASTEST:,}, or nothing.")
    standing = Mailing.objects.standing().exclude(state=State.FINISHED).filter(pk=mailing.pk)
    if not standing.update(per_second=per_second):
        raise CannotSend("This mailing is over already.")
    words = f"at most {per_second} a second" if per_second else "as the server settings say"
    audit.record(action="set the pace of a mailing", subject=mailing, detail=words, at=at)


@only_for("issues.send_issue")
@transaction.atomic
def cancel_mailing(*, mailing: Mailing, by: str, at: datetime) -> int:
    """Stop for good; the number of messages still on their way, 0 when it has stopped.

    Who already has the issue keeps it; everybody else is skipped. Raises ``CannotSend``.
    """
    standing = Mailing.objects.standing().exclude(state=State.FINISHED).filter(pk=mailing.pk)
    if not standing.update(state=State.CANCELED, reason=f"By {by}.", finished_at=at):
        raise CannotSend("This mailing is over already.")
    audit.record(action="canceled a mailing", subject=mailing, at=at)
    waiting = mailing.deliveries.filter(state__in=["queued", "claimed"])
    waiting.update(
        state=Delivery.State.SKIPPED,
        reason="canceled",
        token=None,
        lease_until=None,
        settled_at=at,
    )
    return mailing.deliveries.filter(state="sending").count()


@only_for("issues.send_issue")
@transaction.atomic
def retry_failed(*, mailing: Mailing, at: datetime) -> int:
    """Queue the failed deliveries again, but no suppressed address; how many.

    Raises ``CannotSend`` once a correction has been mailed: the earlier text goes to nobody then.
    """
    if _is_corrected_by_mail(mailing):
        raise CannotSend(
            "A correction of this text has gone out by mail, so the earlier text is not sent any "
            "more. Nothing was changed."
        )
    count = mailing.deliveries.filter(state="failed").update(
        state=Delivery.State.QUEUED, reason="", token=None, next_at=at, settled_at=None
    )
    ledger.skip_unwanted(mailing.deliveries.filter(state="queued"), at=at)
    audit.record(action="retried the failed", subject=mailing, detail=f"{count} readers", at=at)
    _reopen(mailing)
    return count


@only_for("issues.send_issue")
@transaction.atomic
def resolve_unknown(
    *, mailing: Mailing, delivery_ids: list[int], was_accepted: bool, by: str, at: datetime
) -> int:
    """Settle deliveries in doubt on a person's word or a proof from the mail server; how many.

    Not accepted means: queued again. That is the only way out of “unknown” to a second attempt.
    Where a correction has been mailed since, it means failed: nobody gets the earlier text then.
    """
    rows = mailing.deliveries.in_doubt().filter(pk__in=delivery_ids)
    word = "accepted" if was_accepted else "not accepted"
    reason = f"resolved: {by}"[:80]
    if was_accepted:
        count = rows.update(state=Delivery.State.SENT, reason=reason, settled_at=at)
    elif _is_corrected_by_mail(mailing):
        count = rows.update(state=Delivery.State.FAILED, reason=reason, settled_at=at)
    else:
        count = rows.update(
            state=Delivery.State.QUEUED, reason=reason, token=None, next_at=at, settled_at=None
        )
        _reopen(mailing)
    audit.record(
        action="settled what was in doubt", subject=mailing, detail=f"{count} {word}", at=at
    )
    return count


def _is_corrected_by_mail(mailing: Mailing) -> bool:
    newer = Mailing.objects.standing().filter(issue=mailing.issue, is_correction=True)
    edition = mailing.edition
    return edition is not None and newer.filter(edition__number__gt=edition.number).exists()


@only_for("issues.send_issue")
def resolve_by_proof(*, mailing: Mailing, taken: set[str], by: str, at: datetime) -> proofs.Proof:
    """Settle every delivery in doubt by the Message-IDs the mail server took."""
    proof = proofs.prove(mailing, taken)
    for ids, was_accepted in ((proof.accepted, True), (proof.not_accepted, False)):
        resolve_unknown(mailing=mailing, delivery_ids=ids, was_accepted=was_accepted, by=by, at=at)
    return proof


@transaction.atomic
def hold_everything(*, at: datetime) -> int:
    """After a backup was restored: nothing goes out by itself; how many mailings wait now.

    What was still to be sent when the backup was made may have been sent since.
    """
    started = Mailing.objects.filter(state__in=[State.RUNNING, State.PAUSED])
    Delivery.objects.unsettled().filter(mailing__in=started).update(
        state=Delivery.State.UNKNOWN,
        reason="restored from a backup",
        lease_until=None,
        settled_at=at,
    )
    reason = "The database was restored from a backup."
    count = started.update(state=State.PAUSED, reason=reason)
    scheduled = Mailing.objects.filter(state=State.SCHEDULED)
    return count + scheduled.update(state=State.HELD, reason=reason)


def _queue(
    mailings: Manager[Mailing],
    *,
    post: Issue | DailyUpdate,
    send_at: datetime,
    at: datetime,
    **edition: Edition | DailyEdition | None,
) -> Mailing:
    if not post.is_published:
        kind = post._meta.verbose_name
        raise CannotSend(f"Only a published {kind} can be sent; this one is {post.status}.")
    try:
        with transaction.atomic():
            mailing = mailings.create(scheduled_at=send_at, queued_at=at, **edition)
            audit.record(action="queued a mailing", subject=post, at=at)
    except IntegrityError:
        return mailings.exclude(state=State.CANCELED).get(is_correction=False)
    if send_at <= at:
        depart(mailing=mailing, at=at)
    return mailing


@transaction.atomic
def _start(mailing: Mailing, *, at: datetime) -> None:
    """Freeze what is sent and to whom, in one commit. The second of two starters does nothing."""
    due = Mailing.objects.due(at=at).filter(pk=mailing.pk)
    if not due.update(state=State.RUNNING, started_at=at, reason=""):
        return
    mailing.refresh_from_db()
    frozen.freeze(mailing)
    mailing.recipients = ledger.snapshot(mailing=mailing, at=at)
    mailing.save()
    _ring(mailing.pk)


def _hold(mailing: Mailing, reason: str) -> None:
    scheduled = Mailing.objects.filter(pk=mailing.pk, state=State.SCHEDULED)
    if scheduled.update(state=State.HELD, reason=reason[:500]):
        logger.warning("Mailing %s is held: %s", mailing.pk, reason)


def _reopen(mailing: Mailing) -> None:
    finished = Mailing.objects.filter(pk=mailing.pk, state=State.FINISHED)
    finished.update(state=State.RUNNING, finished_at=None)
    _ring(mailing.pk)


def _ring_or_finish(mailing: Mailing, *, at: datetime) -> None:
    if rounds.has_more(mailing.pk, at=at):
        _ring(mailing.pk)
        return
    ledger.finish(mailing_id=mailing.pk, at=at)


def _ring(mailing_id: int) -> None:
    """Call the workers."""
    for _ in range(settings.SENDING_WORKERS):
        ring(tasks.deliver_some, queue="mail", mailing_id=mailing_id)
