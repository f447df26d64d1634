"""Connections to the mail server, each kept open for many messages.

Where the server offers PIPELINING (RFC 2920), MAIL, RCPT and DATA travel together, and the next
envelope rides behind the body before it: one wait per message instead of four. The phase is known
at every moment, because a connection that is lost after ``DATA`` leaves the outcome open.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from bulletins.subscribers.mailer.letter import Letter, Recipient, is_safe_address
from bulletins.subscribers.mailer.outcomes import (
    LONGEST_REPLY,
    Outcome,
    Result,
    Trouble,
    accepted_or_not,
    refused,
    trouble_in,
)

GO_AHEAD = 354


class NoLine(Exception):
    """No connection to the mail server. Says what it answered; no message was touched."""

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(message)
        self.trouble = trouble


class Line(Protocol):
    """A way to the mail server for one message after another."""

    def open(self) -> None:
        """Connect and sign in, unless that is done. Raises ``NoLine``."""

    def deliver(self, recipients: Sequence[Recipient], *, until: float) -> list[Outcome]:
        """One outcome for each, in order. No message is begun after ``until`` (monotonic)."""

    def close(self) -> None:
        """Hang up, without caring how the server takes it."""


def line_for(letter: Letter, *, mails_per_connection: int) -> Line:
    """The way the site's mail settings name: SMTP by ourselves, any other backend by Django."""
    backend = get_connection(fail_silently=False)
    if isinstance(backend, SmtpBackend):
        return SmtpLine(letter, backend, mails_per_connection)
    return BackendLine(letter, backend)


class SmtpLine:
    """One SMTP connection. Django opens it (TLS, login, timeout), we speak on it."""

    def __init__(self, letter: Letter, backend: SmtpBackend, mails_per_connection: int) -> None:
        self._letter = letter
        self._backend = backend
        self._left = self._per_connection = mails_per_connection
        self._is_pipelining = False
        self._is_awaiting_verdict = False

    def open(self) -> None:
        if self._backend.connection is not None:
            return
        try:
            self._backend.open()
            # Django greets only for TLS or a login; without it no extension is known.
            self._smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise _no_line(error.smtp_code, _text(error.smtp_error)) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as error:
            self._drop()
            raise NoLine(str(error), Trouble.STOP) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NoLine(str(error) or type(error).__name__, Trouble.SLOW_DOWN) from error
        # With Nagle's algorithm the end of each message would wait 40 ms for a delayed ACK.
        self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._is_pipelining = self._smtp.has_extn("pipelining")
        self._left = self._per_connection

    def deliver(self, recipients: Sequence[Recipient], *, until: float) -> list[Outcome]:
        try:
            self.open()
        except NoLine as error:
            # One failure to connect is one fault, however many messages were to go.
            first, *others = recipients
            nothing = [_no_attempt(each, "", Trouble.NONE) for each in others]
            return [_no_attempt(first, str(error), error.trouble), *nothing]
        outcomes = self._deliver_all(recipients, until)
        self._left -= len(recipients)
        if self._left <= 0:
            self.close()
        return outcomes

    def close(self) -> None:
        if self._backend.connection is None:
            return
        with contextlib.suppress(smtplib.SMTPException, OSError):
            self._write([b"QUIT\r\n"])
        self._drop()

    @property
    def _smtp(self) -> Any:
        if self._backend.connection is None:
            raise smtplib.SMTPServerDisconnected("the server hung up")
        return self._backend.connection

    def _deliver_all(self, recipients: Sequence[Recipient], until: float) -> list[Outcome]:
        """Work through a window; stop at the first answer that would meet every reader."""
        outcomes: list[Outcome] = []
        waiting = list(recipients)
        is_announced = False
        while waiting:
            recipient, following = waiting[0], waiting[1:2]
            if time.monotonic() > until:
                break
            outcome, is_announced = self._deliver_one(recipient, following, is_announced, until)
            outcomes.append(outcome)
            waiting.pop(0)
            if outcome.trouble is not Trouble.NONE or self._backend.connection is None:
                break
        if is_announced and waiting:
            self._drop()
        return outcomes + [_no_attempt(each, "", Trouble.NONE) for each in waiting]

    def _deliver_one(
        self,
        recipient: Recipient,
        following: Sequence[Recipient],
        is_announced: bool,
        until: float,
    ) -> tuple[Outcome, bool]:
        """The outcome of one message, and whether the next envelope is on its way already."""
        self._is_awaiting_verdict = False
        try:
            return self._converse(recipient, following, is_announced, until)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return self._lost(recipient, error), False

    def _converse(
        self,
        recipient: Recipient,
        following: Sequence[Recipient],
        is_announced: bool,
        until: float,
    ) -> tuple[Outcome, bool]:
        refusal, accepted_data = self._envelope(recipient, is_announced)
        if refusal is not None:
            self._reset(accepted_data)
            return refusal, False
        if time.monotonic() > until:
            self._drop()
            return _no_attempt(recipient, "", Trouble.NONE), False
        announced = [
            each for each in following if self._is_pipelining and is_safe_address(each.email)
        ]
        body = self._letter.to(recipient)
        self._is_awaiting_verdict = True
        self._write([body, *(c for each in announced for c in self._commands(each))])
        code, reply = self._read()
        self._is_awaiting_verdict = False
        return accepted_or_not(recipient.delivery_id, code, reply), bool(announced)

    def _envelope(self, recipient: Recipient, is_announced: bool) -> tuple[Outcome | None, bool]:
        """A refusal, if there is one, and whether the server waits for a body all the same."""
        if not is_safe_address(recipient.email):
            reason = "the address cannot be put into a mail"
            return Outcome(recipient.delivery_id, Result.FAILED, reason=reason), False
        replies = self._envelope_replies(recipient, is_announced)
        accepted_data = replies[-1][0] == GO_AHEAD
        for (code, reply), command in zip(replies, ("MAIL", "RCPT", "DATA"), strict=False):
            if not (200 <= code < 300 or (command == "DATA" and code == GO_AHEAD)):
                refusal = refused(recipient.delivery_id, code, reply, command=command)
                return refusal, accepted_data
        return None, accepted_data

    def _envelope_replies(self, recipient: Recipient, is_announced: bool) -> list[tuple[int, str]]:
        commands = self._commands(recipient)
        if self._is_pipelining:
            if not is_announced:
                self._write(commands)
            return self._replies(len(commands))
        replies: list[tuple[int, str]] = []
        for command in commands:
            self._write([command])
            replies.append(self._read())
            if not 200 <= replies[-1][0] < 300:
                break
        return replies

    def _replies(self, count: int) -> list[tuple[int, str]]:
        replies: list[tuple[int, str]] = []
        while len(replies) < count and self._backend.connection is not None:
            replies.append(self._read())
        return replies

    def _commands(self, recipient: Recipient) -> list[bytes]:
        sender = self._letter.envelope_sender(recipient)
        return [
            f"MAIL FROM:<{sender}>\r\n".encode("ascii"),
            f"RCPT TO:<{recipient.email}>\r\n".encode("ascii"),
            b"DATA\r\n",
        ]

    def _reset(self, accepted_data: bool) -> None:
        """Clear the way for the next message after a refusal.

        A server may answer 354 although it refused the only recipient; a lone dot ends that
        without a message (RFC 2920 §3.1).
        """
        try:
            if accepted_data:
                self._write([b".\r\n"])
                self._read()
            self._write([b"RSET\r\n"])
            self._read()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _lost(self, recipient: Recipient, error: Exception) -> Outcome:
        words = str(error)[:LONGEST_REPLY]
        if self._is_awaiting_verdict:
            reason = "the connection was lost after the message was handed over"
            return Outcome(recipient.delivery_id, Result.UNKNOWN, reply=words, reason=reason)
        reason = "the connection was lost before the message"
        return Outcome(recipient.delivery_id, Result.LATER, reply=words, reason=reason)

    def _write(self, pieces: Iterable[bytes]) -> None:
        self._smtp.sock.sendall(b"".join(pieces))

    def _read(self) -> tuple[int, str]:
        code, reply = self._smtp.getreply()
        if code == 421:  # The server hangs up after it (RFC 5321 §3.8).
            self._drop()
        return code, _text(reply)

    def _drop(self) -> None:
        connection, self._backend.connection = self._backend.connection, None
        if connection is not None:
            connection.close()


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

    def deliver(self, recipients: Sequence[Recipient], *, until: float) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for recipient in recipients:
            is_stopped = outcomes and outcomes[-1].trouble is not Trouble.NONE
            if is_stopped or time.monotonic() > until:
                outcomes.append(_no_attempt(recipient, "", Trouble.NONE))
                break
            outcomes.append(self._deliver_one(recipient))
        rest = recipients[len(outcomes) :]
        return outcomes + [_no_attempt(each, "", Trouble.NONE) for each in rest]

    def close(self) -> None:
        with contextlib.suppress(Exception):  # Nothing depends on how it hangs up.
            self._backend.close()

    def _deliver_one(self, recipient: Recipient) -> Outcome:
        message = self._letter.message(recipient)
        try:
            count = self._backend.send_messages([message])
        except Exception as error:  # Each backend has its own; the status tells them apart.
            return _from_service(recipient, error)
        if not count:
            reason = "the mail service did not take it"
            return Outcome(recipient.delivery_id, Result.FAILED, reason=reason)
        return Outcome(recipient.delivery_id, Result.SENT, 250, "accepted by the mail service")


def _from_service(recipient: Recipient, error: Exception) -> Outcome:
    """What a mail service's HTTP answer means: only a clear refusal is a refusal."""
    status = getattr(error, "status_code", None)
    words = str(error)[:LONGEST_REPLY]
    if status in {401, 403}:
        return _no_attempt(recipient, words, Trouble.STOP)
    if status == 429:
        return _no_attempt(recipient, words, Trouble.SLOW_DOWN)
    if status is not None and 400 <= status < 500:
        reason = "refused by the mail service"
        return Outcome(recipient.delivery_id, Result.FAILED, status, words, reason)
    reason = "the mail service gave no clear answer"
    return Outcome(recipient.delivery_id, Result.UNKNOWN, status or 0, words, reason)


def _no_attempt(recipient: Recipient, reply: str, trouble: Trouble) -> Outcome:
    return Outcome(
        recipient.delivery_id, Result.NOT_TRIED, reply=reply[:LONGEST_REPLY], trouble=trouble
    )


def _no_line(code: int, reply: str) -> NoLine:
    trouble = trouble_in(code, reply, command="CONNECT")
    is_ours = trouble is Trouble.STOP
    return NoLine(f"{code} {reply}", Trouble.STOP if is_ours else Trouble.SLOW_DOWN)


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
