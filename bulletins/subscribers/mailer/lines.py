"""Connections to the mail server, each kept open for many messages.

Where the server offers PIPELINING (RFC 2920), MAIL, RCPT and DATA travel together, and the next
envelope rides behind the body before it: one wait per message instead of four. Such a reader is
announced: the server waits for their body, or is left alone without one, which makes no message.
The phase is known at every moment, because a connection that is lost after ``DATA`` leaves the
outcome open. Replies are told apart by their order alone, so one that nobody asked for, or that
cannot be one to what was asked, ends the connection: from there on nobody knows whose is whose.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Protocol

from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from bulletins.subscribers.mailer.letter import Letter, Recipient, is_safe_address
from bulletins.subscribers.mailer.outcomes import (
    Outcome,
    Result,
    Trouble,
    accepted_or_not,
    in_short,
    not_tried,
    refused,
    trouble_in,
)

# Whose batch comes next, as far as that is known when it is asked.
Behind = Callable[[], Recipient | None]
GO_AHEAD = 354
REFUSAL = 400  # and above
ENVELOPE = ("MAIL", "RCPT", "DATA")


class NoLine(Exception):
    """No connection to the mail server. Says what it answered; no message was touched."""

    def __init__(self, message: str, trouble: Trouble) -> None:
        super().__init__(in_short(message))
        self.trouble = trouble


class OutOfStep(smtplib.SMTPException):
    """The server gave an answer that is none to what was asked. Says which."""


def nobody() -> None:
    """Nothing waits behind this batch."""


class Line(Protocol):
    """A way to the mail server for one message after another."""

    def open(self) -> None:
        """Connect and sign in, unless that is done. Raises ``NoLine``."""

    def deliver(
        self, recipients: Sequence[Recipient], *, until: float, behind: Behind = nobody
    ) -> list[Outcome]:
        """One outcome for each, in order. No message is begun after ``until`` (monotonic)."""

    def close(self) -> None:
        """Hang up, without caring how the server takes it."""


class SmtpLine:
    """One SMTP connection. Django opens it (TLS, login, timeout), we speak on it."""

    def __init__(self, letter: Letter, backend: SmtpBackend, mails_per_connection: int) -> None:
        self._letter = letter
        self._backend = backend
        self._left = self._per_connection = mails_per_connection
        self._is_pipelining = False
        self._is_awaiting_verdict = False
        self._announced: Recipient | None = None

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

    def deliver(
        self, recipients: Sequence[Recipient], *, until: float, behind: Behind = nobody
    ) -> list[Outcome]:
        if self._announced not in {None, recipients[0]}:
            self._drop()
        try:
            self.open()
        except NoLine as error:
            return unreached(recipients, error)
        self._left -= len(recipients)
        outcomes = self._deliver_all(recipients, behind if self._left > 0 else nobody, until)
        if self._left <= 0:
            self.close()
        return outcomes

    def close(self) -> None:
        if self._backend.connection is None:
            return
        if self._announced is None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._write([b"QUIT\r\n"])
        self._drop()

    @property
    def _smtp(self) -> Any:
        if self._backend.connection is None:
            raise smtplib.SMTPServerDisconnected("the server hung up")
        return self._backend.connection

    def _deliver_all(
        self, recipients: Sequence[Recipient], behind: Behind, until: float
    ) -> list[Outcome]:
        """Work through a batch; stop at the first answer that would meet every reader."""
        outcomes: list[Outcome] = []
        is_stopped = False
        while len(outcomes) < len(recipients) and not is_stopped and time.monotonic() <= until:
            recipient, *others = recipients[len(outcomes) :]
            outcome = self._deliver_one(recipient, partial(_first, others, behind), until)
            outcomes.append(outcome)
            is_stopped = outcome.trouble is not Trouble.NONE or self._backend.connection is None
        waiting = recipients[len(outcomes) :]
        if self._announced and (waiting or is_stopped):
            self._drop()
        return outcomes + [not_tried(each.delivery_id) for each in waiting]

    def _deliver_one(self, recipient: Recipient, behind: Behind, until: float) -> Outcome:
        self._is_awaiting_verdict = False
        try:
            return self._converse(recipient, behind, until)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return self._lost(recipient, error)

    def _converse(self, recipient: Recipient, behind: Behind, until: float) -> Outcome:
        refusal, accepted_data = self._envelope(recipient)
        if refusal is not None:
            self._reset(accepted_data)
            return refusal
        if time.monotonic() > until:
            self._drop()
            return not_tried(recipient.delivery_id)
        body, commands = self._letter.to(recipient), self._announce(behind())
        self._must_be_silent()
        self._is_awaiting_verdict = True
        self._send([body, *commands])
        code, reply = self._read()
        self._is_awaiting_verdict = False
        outcome = accepted_or_not(recipient.delivery_id, code, reply)
        if outcome.result is Result.UNKNOWN:
            self._drop()
        return outcome

    def _announce(self, following: Recipient | None) -> list[bytes]:
        """The next envelope, where it may ride behind this body."""
        if following is None or not self._is_pipelining or not is_safe_address(following.email):
            return []
        self._announced = following
        return self._commands(following)

    def _envelope(self, recipient: Recipient) -> tuple[Outcome | None, bool]:
        """A refusal, if there is one, and whether the server waits for a body all the same."""
        if not is_safe_address(recipient.email):
            reason = "the address cannot be put into a mail"
            return Outcome(recipient.delivery_id, Result.FAILED, reason=reason), False
        replies = self._envelope_replies(recipient)
        accepted_data = replies[-1][0] == GO_AHEAD
        for (code, reply), command in zip(replies, ENVELOPE, strict=False):
            if code >= REFUSAL:
                refusal = refused(recipient.delivery_id, code, reply, command=command)
                return refusal, accepted_data
        return None, accepted_data

    def _envelope_replies(self, recipient: Recipient) -> list[tuple[int, str]]:
        is_announced, self._announced = self._announced is not None, None
        if self._is_pipelining:
            if not is_announced:
                self._write(self._commands(recipient))
            return self._replies()
        replies: list[tuple[int, str]] = []
        for name, command in zip(ENVELOPE, self._commands(recipient), strict=True):
            self._write([command])
            replies.append(self._answer_to(name))
            if replies[-1][0] >= REFUSAL:
                break
        return replies

    def _replies(self) -> list[tuple[int, str]]:
        replies: list[tuple[int, str]] = []
        while len(replies) < len(ENVELOPE) and self._backend.connection is not None:
            replies.append(self._answer_to(ENVELOPE[len(replies)]))
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
                self._answer_to("a dot")
            self._write([b"RSET\r\n"])
            code, _ = self._answer_to("RSET")
        except (smtplib.SMTPException, OSError):
            code = REFUSAL
        if code >= REFUSAL:
            self._drop()

    def _lost(self, recipient: Recipient, error: Exception) -> Outcome:
        words = in_short(str(error))
        if self._is_awaiting_verdict:
            reason = "the connection was lost after the message was handed over"
            return Outcome(recipient.delivery_id, Result.UNKNOWN, reply=words, reason=reason)
        is_lost = not isinstance(error, OutOfStep)
        what = "the connection was lost" if is_lost else "the server's answers were out of step"
        reason = f"{what} before the message"
        return Outcome(recipient.delivery_id, Result.LATER, reply=words, reason=reason)

    def _write(self, pieces: Iterable[bytes]) -> None:
        self._must_be_silent()
        self._send(pieces)

    def _send(self, pieces: Iterable[bytes]) -> None:
        self._smtp.sock.sendall(b"".join(pieces))

    def _must_be_silent(self) -> None:
        """Our turn: what lies in the line now would be taken for an answer to what follows."""
        smtp = self._smtp
        patience = smtp.sock.gettimeout()
        smtp.sock.settimeout(0)
        try:
            unasked = smtp.file.peek(1)
        except ssl.SSLWantReadError:  # Nothing there, as TLS puts it.
            unasked = b""
        finally:
            smtp.sock.settimeout(patience)
        if unasked:
            raise OutOfStep(f"{in_short(_text(unasked)).strip()} came unasked")

    def _answer_to(self, command: str) -> tuple[int, str]:
        code, reply = self._read()
        if not _is_answer_to(command, code):
            raise OutOfStep(f"{code} {reply} came in answer to {command}")
        return code, reply

    def _read(self) -> tuple[int, str]:
        code, reply = self._smtp.getreply()
        if code == 421:  # The server hangs up after it (RFC 5321 §3.8).
            self._drop()
        return code, _text(reply)

    def _drop(self) -> None:
        connection, self._backend.connection = self._backend.connection, None
        self._announced = None
        if connection is not None:
            connection.close()


def _is_answer_to(command: str, code: int) -> bool:
    """Whether the code is one the command may have (RFC 5321 §4.3.2)."""
    if command == "DATA" and code < REFUSAL:
        return code == GO_AHEAD
    return 200 <= code < 300 or REFUSAL <= code < 600


def _first(others: Sequence[Recipient], behind: Behind) -> Recipient | None:
    return others[0] if others else behind()


def unreached(recipients: Sequence[Recipient], error: NoLine) -> list[Outcome]:
    """One failure to connect is one fault, however many messages were to go."""
    first, *others = recipients
    untried = [not_tried(each.delivery_id) for each in others]
    return [not_tried(first.delivery_id, str(error), error.trouble), *untried]


def _no_line(code: int, reply: str) -> NoLine:
    is_ours = trouble_in(code, reply, command="CONNECT") is Trouble.STOP
    return NoLine(f"{code} {reply}", Trouble.STOP if is_ours else Trouble.SLOW_DOWN)


def _text(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
