"""The way the mail settings name: SMTP by ourselves, a mail service by its Django backend."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from typing import Any

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from bulletins.subscribers.mailer.letter import Letter, Recipient
from bulletins.subscribers.mailer.lines import (
    Behind,
    Line,
    NoLine,
    SmtpLine,
    nobody,
    unreached,
)
from bulletins.subscribers.mailer.outcomes import (
    Outcome,
    Result,
    Trouble,
    in_short,
    not_tried,
)


def line_for(letter: Letter, *, mails_per_connection: int) -> Line:
    """The way the site's mail settings name: SMTP by ourselves, any other backend by Django."""
    backend = get_connection(fail_silently=False)
    if isinstance(backend, SmtpBackend):
        return SmtpLine(letter, backend, mails_per_connection)
    return BackendLine(letter, backend)


class BackendLine:
    """Any other Django backend: one message at a time, at most once, through the same ledger."""

    def __init__(self, letter: Letter, backend: Any) -> None:
        self._letter = letter
        self._backend = backend

    def open(self) -> None:
        try:
            self._backend.open()
        except Exception as error:  # Each backend has its own; none has touched a message yet.
            raise NoLine(str(error) or type(error).__name__, Trouble.SLOW_DOWN) from error

    def deliver(
        self, recipients: Sequence[Recipient], *, until: float, behind: Behind = nobody
    ) -> list[Outcome]:
        try:
            self.open()
        except NoLine as error:
            return unreached(recipients, error)
        outcomes: list[Outcome] = []
        for recipient in recipients:
            is_stopped = outcomes and outcomes[-1].trouble is not Trouble.NONE
            if is_stopped or time.monotonic() > until:
                break
            outcomes.append(self._deliver_one(recipient))
        rest = recipients[len(outcomes) :]
        return outcomes + [not_tried(each.delivery_id) for each in rest]

    def close(self) -> None:
        with contextlib.suppress(Exception):  # Nothing depends on how it hangs up.
            self._backend.close()

    def _deliver_one(self, recipient: Recipient) -> Outcome:
        message = self._letter.message(recipient)
        self._name_the_request(recipient)
        try:
            count = self._backend.send_messages([message])
        except Exception as error:  # Each backend has its own; the status tells them apart.
            return _from_service(recipient, error)
        if not count:
            reason = "the mail service did not take it"
            return Outcome(recipient.delivery_id, Result.FAILED, reason=reason)
        return Outcome(recipient.delivery_id, Result.SENT, 250, "accepted by the mail service")

    def _name_the_request(self, recipient: Recipient) -> None:
        """Let a service that knows idempotency keys drop a second copy by itself."""
        session = getattr(self._backend, "session", None)
        if session is not None and self._letter.content.idempotency_header:
            key = self._letter.message_id(recipient)[1:-1]
            session.headers[self._letter.content.idempotency_header] = key


def _from_service(recipient: Recipient, error: Exception) -> Outcome:
    """What a mail service's HTTP answer means: only a clear refusal is a refusal."""
    status = getattr(error, "status_code", None)
    words = in_short(str(error))
    if status in {401, 403}:
        return not_tried(recipient.delivery_id, words, Trouble.STOP)
    if status == 429:
        return not_tried(recipient.delivery_id, words, Trouble.SLOW_DOWN)
    if status is not None and 400 <= status < 500:
        reason = "refused by the mail service"
        return Outcome(recipient.delivery_id, Result.FAILED, status, words, reason)
    reason = "the mail service gave no clear answer"
    return Outcome(recipient.delivery_id, Result.UNKNOWN, status or 0, words, reason)
