"""When the mail server fails us: slow down, or stop and call a person. No reader pays for it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from bulletins.subscribers.mailer.outcomes import Outcome, Result, Trouble
from bulletins.subscribers.models import Mailing

logger = logging.getLogger(__name__)

# Refusals of us, of a message or of a connection, in a row and without one success between.
MOST_REFUSALS_OF_US = 5
MOST_FAULTS = 20
# So many times in a row and we are quiet for a while; once is a busy moment of one connection.
MOST_WAITS = 3
QUIET = timedelta(seconds=60)


def note(mailing_id: int, outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Draw the consequences of what came back: reset, slow down, or pause with a reason."""
    if any(outcome.result is Result.SENT for outcome in outcomes):
        Mailing.objects.filter(pk=mailing_id).exclude(faults=0).update(faults=0)
        return
    for outcome in outcomes:
        _note_one(mailing_id, outcome, at=at)


def note_no_line(mailing_id: int, message: str, trouble: Trouble, *, at: datetime) -> None:
    """The mail server could not be reached, or did not let us in."""
    if trouble is Trouble.STOP:
        _pause(mailing_id, f"The mail server does not let us in: {message}")
        return
    _count(mailing_id, f"The mail server cannot be reached: {message}", limit=MOST_FAULTS)
    _be_quiet(mailing_id, at=at)


def is_quiet(mailing_id: int, *, at: datetime) -> bool:
    """The mail server asked for a pause that is not over."""
    return Mailing.objects.filter(pk=mailing_id, quiet_until__gt=at).exists()


def _note_one(mailing_id: int, outcome: Outcome, *, at: datetime) -> None:
    words = f"{outcome.code or ''} {outcome.reply}".strip()
    is_about_connection = outcome.result is Result.NOT_TRIED
    if outcome.trouble is Trouble.STOP and is_about_connection:
        _pause(mailing_id, f"The mail server does not let us in: {words}")
    elif outcome.trouble is Trouble.STOP:
        _count(mailing_id, f"The mail server refuses us: {words}", limit=MOST_REFUSALS_OF_US)
    elif outcome.trouble is Trouble.SLOW_DOWN:
        _count(mailing_id, f"The mail server asks us to wait: {words}", limit=MOST_FAULTS)
        _be_quiet(mailing_id, at=at)
    elif outcome.result is Result.FAILED and not outcome.is_dead_address:
        _count(mailing_id, f"Every message is refused: {words}", limit=MOST_FAULTS)


def _count(mailing_id: int, reason: str, *, limit: int) -> None:
    running = Mailing.objects.running().filter(pk=mailing_id)
    running.update(faults=F("faults") + 1, reason=reason[:500])
    if running.filter(Q(faults__gte=limit)).exists():
        _pause(mailing_id, f"Paused after {limit} in a row. {reason}")


def _pause(mailing_id: int, reason: str) -> None:
    running = Mailing.objects.running().filter(pk=mailing_id)
    if running.update(state=Mailing.State.PAUSED, reason=reason[:500], faults=0):
        logger.error("Mailing %s is paused: %s", mailing_id, reason)


def _be_quiet(mailing_id: int, *, at: datetime) -> None:
    often = Mailing.objects.filter(pk=mailing_id, faults__gte=MOST_WAITS)
    often.update(quiet_until=at + QUIET)
