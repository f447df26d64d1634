"""One worker's round of a mailing: claim, declare, hand over, settle, until its time is up.

The connections work in threads of their own (``mailer/trunk.py``). The rows are touched by the
round's own thread alone: it settles whatever came back and declares the next batches in one commit,
while the connections go on with the batches behind. So durability costs a fraction of a commit per
message and no waiting, and a crash leaves at most one window per connection in doubt.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from bulletins.subscribers import faults, frozen, ledger, suppression, throttle
from bulletins.subscribers.ledger import Settlement
from bulletins.subscribers.mailer.backends import line_for
from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.mailer.lines import Line, NoLine
from bulletins.subscribers.mailer.outcomes import Outcome, Result, Trouble
from bulletins.subscribers.mailer.trunk import Trunk
from bulletins.subscribers.models import Delivery, Mailing

# A database that restarts is back within this time; the outcomes wait in memory meanwhile.
_PATIENCE = 60  # seconds
_NAP = 0.05  # seconds
# Rows claimed at once. Those of a worker that dies are free again when its lease ends.
_AHEAD = 200

T = TypeVar("T")


def run(mailing_id: int) -> bool:
    """Work on a mailing for ``SENDING_ROUND`` seconds. True when there is more to do now."""
    mailing = Mailing.objects.running().filter(pk=mailing_id).first()
    if mailing is None or not _may_work(mailing, at=timezone.now()):
        return False
    outcome = _Round(mailing).run()
    if ledger.finish(mailing_id=mailing_id, at=timezone.now()):
        return False
    return outcome and has_more(mailing_id, at=timezone.now())


def has_more(mailing_id: int, *, at: datetime) -> bool:
    """Rows of a running mailing wait, and their time has come."""
    return Delivery.objects.filter(
        mailing_id=mailing_id, mailing__state="running", state="queued", next_at__lte=at
    ).exists()


def _may_work(mailing: Mailing, *, at: datetime) -> bool:
    if not settings.SENDING_ENABLED or (mailing.quiet_until and mailing.quiet_until > at):
        return False
    return ledger.workers_on(mailing.pk, at=at) < settings.SENDING_WORKERS


class _Round:
    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._started_at = mailing.started_at or timezone.now()
        self._letter = frozen.letter(mailing)
        self._token = ledger.new_token()
        self._lease = timedelta(seconds=settings.SENDING_LEASE)
        self._ends = time.monotonic() + settings.SENDING_ROUND
        self._claimed: list[Recipient] = []
        self._attempts: dict[int, int] = {}
        self._is_over = False
        # A success sets the count of faults back to nothing; asking each time would cost a write.
        self._are_faults_counted = True

    def run(self) -> bool:
        """False when the mail server or a person stopped it."""
        lines = [self._new_line() for _ in range(settings.SENDING_CONNECTIONS)]
        try:
            lines[0].open()
        except NoLine as error:
            at = timezone.now()
            faults.note_no_line(self._mailing.pk, str(error), error.trouble, at=at)
            return not faults.is_quiet(self._mailing.pk, at=at)
        self._trunk = Trunk(lines, window=settings.SENDING_WINDOW)
        try:
            self._work()
        finally:
            self._trunk.close()
        ledger.hand_back(self._claimed, token=self._token, at=timezone.now())
        return not self._is_over

    def _new_line(self) -> Line:
        return line_for(self._letter, mails_per_connection=settings.SENDING_MAILS_PER_CONNECTION)

    def _work(self) -> None:
        outcomes: list[Outcome] = []
        while True:
            granted = _patiently(partial(self._exchange, outcomes))
            self._draw_conclusions(outcomes)
            self._hand_over(granted)
            if self._trunk.is_idle and (self._is_done() or not self._wait_for_pace()):
                return
            outcomes = self._trunk.come_back()

    @transaction.atomic
    def _exchange(self, outcomes: Sequence[Outcome]) -> list[Recipient]:
        """One commit: what came back is settled, and the next batches are declared."""
        at = timezone.now()
        ledger.settle([self._settlement(each, at) for each in outcomes], token=self._token, at=at)
        dead = [each for each in outcomes if each.is_dead_address]
        suppression.suppress_dead(dead, at=at)
        wanted = 0 if self._is_done() else self._trunk.room() * self._trunk.batch_size
        if not wanted:
            return []
        self._claim(wanted, at=at)
        allowed = throttle.take(
            min(wanted, len(self._claimed)), per_second=self._mailing.per_second, at=at
        )
        return self._declare(self._claimed[:allowed], at=at)

    def _is_done(self) -> bool:
        return self._is_over or time.monotonic() > self._ends

    def _claim(self, wanted: int, *, at: datetime) -> None:
        if len(self._claimed) >= wanted:
            return
        self._claimed += ledger.claim(
            mailing_id=self._mailing.pk,
            token=self._token,
            limit=max(_AHEAD, wanted - len(self._claimed)),
            at=at,
            lease=self._lease,
        )

    def _declare(self, recipients: Sequence[Recipient], *, at: datetime) -> list[Recipient]:
        granted = ledger.declare_intent(
            mailing_id=self._mailing.pk,
            recipients=recipients,
            token=self._token,
            at=at,
            lease=self._lease,
        )
        self._claimed = self._claimed[len(recipients) :]
        self._attempts.update({each.delivery_id: each.attempts for each in granted})
        if len(granted) < len(recipients):
            refused = [each for each in recipients if each not in granted]
            ledger.hand_back(refused, token=self._token, at=at)
            self._is_over = not Mailing.objects.running().filter(pk=self._mailing.pk).exists()
        return granted

    def _hand_over(self, granted: Sequence[Recipient]) -> None:
        # Twice the timeout is the longest one message may take: its body and its answer.
        until = time.monotonic() + settings.SENDING_LEASE - 2 * settings.EMAIL_TIMEOUT
        self._trunk.hand_over(granted, until=until)

    def _wait_for_pace(self) -> bool:
        """Nothing is under way: nap if a rate limit holds claimed rows back, else there is none."""
        if not self._claimed:
            return False
        time.sleep(_NAP)
        return True

    def _draw_conclusions(self, outcomes: Sequence[Outcome]) -> None:
        if not outcomes:
            return
        has_success = any(each.result is Result.SENT for each in outcomes)
        is_trouble = any(each.trouble is not Trouble.NONE for each in outcomes)
        if is_trouble:
            self._trunk.narrow()
        elif has_success:
            self._trunk.widen()
        if self._are_faults_counted or not has_success:
            _patiently(partial(faults.note, self._mailing.pk, outcomes, at=timezone.now()))
            self._are_faults_counted = not has_success
        if any(each.trouble is Trouble.SLOW_DOWN for each in outcomes):
            time.sleep(_NAP)
            self._is_over |= faults.is_quiet(self._mailing.pk, at=timezone.now())

    def _settlement(self, outcome: Outcome, at: datetime) -> Settlement:
        state, next_at = outcome.result.value, at
        reason = outcome.reason
        tried = outcome.result is not Result.NOT_TRIED
        if outcome.result is Result.NOT_TRIED:
            state = Delivery.State.QUEUED
        elif outcome.result is Result.LATER:
            next_at = at + self._wait(outcome)
            if next_at - self._started_at > timedelta(hours=settings.SENDING_KEEPS_TRYING):
                state = Delivery.State.FAILED
                reason = f"given up after {settings.SENDING_KEEPS_TRYING} hours"
        return Settlement(
            outcome.delivery_id, state, reason, outcome.code, outcome.reply, tried, next_at
        )

    def _wait(self, outcome: Outcome) -> timedelta:
        """Longer after each attempt, with jitter, so that thousands do not come back at once."""
        steps = settings.SENDING_BACKOFF
        attempts = self._attempts[outcome.delivery_id]
        return timedelta(seconds=steps[min(attempts, len(steps) - 1)] * random.uniform(1, 1.25))  # noqa: S311


def _patiently(step: Callable[[], T]) -> T:
    """Do a step that is safe to do twice, again and again while the database is away.

    What came back from the mail server is known only here; giving up would leave it unknown.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return step()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(_NAP * 10)
