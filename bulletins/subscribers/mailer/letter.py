"""One mailing as bytes: serialized once, each reader's own parts joined in.

Building a message in the usual way costs milliseconds, joining costs microseconds. Two traps
stand on the way (both are tests): quoted-printable breaks lines in the middle of a placeholder,
and ``b2a_qp`` leaves a bare LF in text that has no CRLF.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from django.core.mail import EmailMultiAlternatives

from bulletins.rendering.email import MERGE_TOKENS, PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.subscribers.mailer.signing import Signer
from bulletins.subscribers.tokens import (
    bounce_mark,
    message_id,
    preferences_token,
    unsubscribe_token,
)

_SPLIT = re.compile("(" + "|".join(re.escape(token) for token in MERGE_TOKENS) + ")")
_DOT_AT_LINE_START = re.compile(rb"(?m)^\.")
# The value has a line of its own in quoted-printable: at most 76 characters with the closing "=".
LONGEST_VALUE = 75
_SAFE_VALUE = re.compile(r"[!-<>-~]{1,75}")  # printable ASCII without "=" and spaces
_SAFE_ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # ASCII; no space, no angle bracket


class CannotWrite(ValueError):
    """This message cannot be put into the form mail needs. The message says what and where."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """All that is needed of a reader to write and address one message."""

    delivery_id: int
    subscriber_id: int
    subscription_id: int
    email: str
    wants_text: bool
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What is the same for all readers of a mailing, as frozen when it started."""

    mailing_id: int
    subject: str
    sender: str
    reply_to: str
    text: str
    html: str
    date: datetime
    list_name: str
    site_url: str
    domain: str
    bounce_domain: str = ""
    idempotency_header: str = ""


class Letter:
    """One mailing, ready to be addressed. ``to()`` gives the bytes that follow ``DATA``."""

    def __init__(self, content: Content, signer: Signer | None = None) -> None:
        self.content = content
        self._signer = signer
        self._head = _common_headers(content)
        self._sender_address = parseaddr(content.sender)[1]
        boundary = sha256(f"{content.mailing_id} {content.subject}".encode()).hexdigest()[:32]
        self._text_only = _segments(_part("plain", content.text))
        self._both = _segments(
            [f"Content-Type: multipart/alternative; boundary={boundary}\r\n\r\n".encode()],
            [f"--{boundary}\r\n".encode()],
            _part("plain", content.text),
            [f"\r\n--{boundary}\r\n".encode()],
            _part("html", content.html),
            [f"\r\n--{boundary}--\r\n".encode()],
        )

    def to(self, recipient: Recipient) -> bytes:
        """Headers, body and final dot, dots stuffed, every line ended by CRLF."""
        values = self._values(recipient)
        own = self._own_headers(recipient, values[UNSUBSCRIBE_URL])
        body = self._text_only if recipient.wants_text else self._both
        parts = [piece if isinstance(piece, bytes) else piece(values) for piece in body]
        data = b"".join([self._head, own, *parts, b"\r\n.\r\n"])
        return self._signer.signed(data) if self._signer else data

    def message(self, recipient: Recipient) -> EmailMultiAlternatives:
        """The same message as Django's object, for mail services that are not SMTP."""
        values = self._values(recipient)
        content = self.content
        mail = EmailMultiAlternatives(
            subject=content.subject,
            body=_filled(content.text, values),
            from_email=content.sender,
            to=[recipient.email],
            reply_to=[content.reply_to] if content.reply_to else None,
            headers={
                **dict(_list_headers(content)),
                "Date": format_datetime(content.date),
                **dict(self._own_header_lines(recipient, values[UNSUBSCRIBE_URL])[1:]),
            },
        )
        if not recipient.wants_text:
            mail.attach_alternative(_filled(content.html, values), "text/html")
        return mail

    def envelope_sender(self, recipient: Recipient) -> str:
        """Where bounces go: an address of their own for each delivery, if a domain is set."""
        if self.content.bounce_domain:
            return f"b+{bounce_mark(recipient.delivery_id)}@{self.content.bounce_domain}"
        return self._sender_address

    def message_id(self, recipient: Recipient) -> str:
        """The same for every attempt."""
        return message_id(
            mailing_id=self.content.mailing_id,
            subscriber_id=recipient.subscriber_id,
            domain=self.content.domain,
        )

    def _values(self, recipient: Recipient) -> dict[str, str]:
        site = self.content.site_url
        return {
            UNSUBSCRIBE_URL: f"{site}/u/{unsubscribe_token(recipient.subscription_id)}",
            PREFERENCES_URL: f"{site}/preferences/{preferences_token(recipient.subscriber_id)}",
        }

    def _own_header_lines(self, recipient: Recipient, unsubscribe: str) -> list[tuple[str, str]]:
        lines = [
            ("To", recipient.email),
            ("Message-ID", self.message_id(recipient)),
            ("List-Unsubscribe", f"<{unsubscribe}>"),
        ]
        if self.content.idempotency_header:
            lines.append((self.content.idempotency_header, self.message_id(recipient)[1:-1]))
        return lines

    def _own_headers(self, recipient: Recipient, unsubscribe: str) -> bytes:
        lines = self._own_header_lines(recipient, unsubscribe)
        return "".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii")


def is_safe_address(address: str) -> bool:
    """ASCII, with nothing in it that could end a header or a command."""
    return _SAFE_ADDRESS.fullmatch(address) is not None


def _common_headers(content: Content) -> bytes:
    """The headers every copy shares, folded and encoded by Python's own email package."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = content.sender
    mail["Subject"] = content.subject
    mail["Date"] = content.date
    if content.reply_to:
        mail["Reply-To"] = content.reply_to
    for name, value in _list_headers(content):
        mail[name] = value
    mail["MIME-Version"] = "1.0"
    return mail.as_bytes().removesuffix(b"\r\n")


def _list_headers(content: Content) -> list[tuple[str, str]]:
    """RFC 2369, 2919 and 8058, and what keeps out-of-office answers away (docs/sending.md)."""
    owner = content.reply_to or parseaddr(content.sender)[1]
    return [
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"<{content.list_name}.{content.domain}>"),
        ("List-Archive", f"<{content.site_url}/archive/>"),
        ("List-Help", f"<{content.site_url}/subscribe/>"),
        ("List-Owner", f"<mailto:{owner}>"),
        ("Precedence", "list"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Feedback-ID", f"{content.mailing_id}:bulletin:{content.list_name}:{content.domain}"),
    ]


Piece = bytes | Callable[[dict[str, str]], bytes]


def _part(subtype: str, body: str) -> list[Piece]:
    """One MIME part in quoted-printable, cut where a reader's own value goes."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
    texts = _SPLIT.split(body.replace("\r\n", "\n"))
    return [
        f"{head}Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii"),
        *(_value(text) if text in MERGE_TOKENS else _encoded(text) for text in texts),
    ]


def _encoded(text: str) -> bytes:
    """Quoted-printable, CRLF, dots stuffed. Every segment begins at the start of a line."""
    lines = binascii.b2a_qp(text.encode(), istext=True).replace(b"\r\n", b"\n")
    begun, newline, last = lines.rpartition(b"\n")
    lines = begun + newline + _with_room(last)
    return _DOT_AT_LINE_START.sub(b"..", lines.replace(b"\n", b"\r\n"))


def _with_room(last: bytes) -> bytes:
    """The last line of a segment, broken once more if the “=” of a join would be its 77th."""
    if len(last) <= LONGEST_VALUE:
        return last
    cut = LONGEST_VALUE - 3
    while b"=" in last[cut - 2 : cut]:
        cut -= 1
    return last[:cut] + b"=\n" + last[cut:]


def _value(token: str) -> Callable[[dict[str, str]], bytes]:
    def joined(values: dict[str, str]) -> bytes:
        value = values[token]
        if not _SAFE_VALUE.fullmatch(value):
            raise CannotWrite(
                f"“{value}” cannot stand in a mail: at most {LONGEST_VALUE} plain characters."
            )
        return b"=\r\n" + value.encode("ascii") + b"=\r\n"

    return joined


def _segments(*parts: list[Piece]) -> list[Piece]:
    """The same pieces with neighboring bytes joined, so that little is left to do per reader."""
    joined: list[Piece] = []
    for piece in (piece for part in parts for piece in part):
        if joined and isinstance(piece, bytes) and isinstance(joined[-1], bytes):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _filled(text: str, values: dict[str, str]) -> str:
    for token, value in values.items():
        text = text.replace(token, value)
    return text
