"""Reading what comes back by mail: bounces (RFC 3464) and complaints (RFC 5965).

What servers write that never learned these forms (qmail, old Exim and Exchange) is read by
flufl.bounce, Mailman's collection of such letters. An answer from a holiday is no bounce. What
cannot be read is reported as nothing and never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256

from flufl.bounce import all_failures

from bulletins.subscribers.models import Bounce
from bulletins.subscribers.tokens import WrongToken, delivery_of

LARGEST = 1_000_000  # bytes; a bounce that returns a whole message has some hundred thousand
_MARK = re.compile(r"\bb\+([0-9]+\.[0-9a-f]{16})@", re.ASCII)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)
# The form of our own Message-ID; whether it is one of ours its seal tells (services/bounces.py).
_MESSAGE_ID = re.compile(r"<\d{1,18}\.[0-9a-f]{32}@[\w.-]{1,255}>", re.ASCII)
_REFUSAL = re.compile(r"^.*\b[45]\d\d[ -].*$", re.ASCII | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    """One reader's mail came back, or was not wanted."""

    kind: Bounce.Kind
    email: str
    delivery_id: int | None
    status: str
    detail: str
    event_id: str
    message_id: str = ""
    is_signed: bool = False  # A mail service said so and proved who it is.


def read(raw: bytes) -> list[Report]:
    """What a returned message says; nothing when it is no report."""
    raw = raw[:LARGEST]
    message = message_from_bytes(raw, policy=policy.compat32)
    if _is_automatic_answer(message):
        return []
    event_id = sha256(raw).hexdigest()
    delivery_id = _delivery_in(message)
    if _report_type(message) == "feedback-report":
        found = list(_complaints(message, delivery_id, event_id))
    else:
        found = list(_bounces(message, delivery_id, event_id))
        found = found or list(_bounces_in_words(message, delivery_id, event_id))
    message_id = _returned_message_id(message)
    return [replace(report, message_id=message_id) for report in found]


def _is_automatic_answer(message: Message) -> bool:
    """A holiday notice: automatic, but not a report about delivery.

    Exim marks its bounces as automatic answers too; those alone name X-Failed-Recipients.
    """
    is_report = _report_type(message) in {"delivery-status", "feedback-report"}
    if is_report or message.get("X-Failed-Recipients"):
        return False
    automatic = _header(message, "Auto-Submitted").lower()
    return (
        automatic.startswith("auto-replied")
        or _header(message, "Precedence").lower() == "auto_reply"
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond"))
    )


def _report_type(message: Message) -> str:
    try:
        return str(message.get_param("report-type") or "").lower()
    except (ValueError, TypeError):  # Parameters of broken headers.
        return ""


def _delivery_in(message: Message) -> int | None:
    """The delivery whose own return address this came to, if the seal is ours."""
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for match in _MARK.finditer(_header(message, name)):
            try:
                return delivery_of(match[1])
            except WrongToken:
                continue
    return None


def _returned_message_id(message: Message) -> str:
    """The Message-ID of our own message, which reports carry whole, as headers or in their text."""
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            return _header(_as_headers(part), "Message-ID").strip()
    match = _MESSAGE_ID.search(_words(message))
    return match[0] if match else ""


def _bounces(message: Message, delivery_id: int | None, event_id: str) -> Iterator[Report]:
    for number, block in enumerate(_status_blocks(message)):
        # OpenSMTPD says “error”, and some put a comment behind it.
        if not _header(block, "Action").strip().lower().startswith(("failed", "error")):
            continue
        status = _first_status(_header(block, "Status"))
        address = _address(
            _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
        )
        detail = _header(block, "Diagnostic-Code").partition(";")[2].strip()
        kind = Bounce.Kind.HARD if _is_for_good(status) else Bounce.Kind.SOFT
        yield Report(kind, address, delivery_id, status, detail[:240], f"{event_id}:{number}")


def _bounces_in_words(message: Message, delivery_id: int | None, event_id: str) -> Iterator[Report]:
    """Bounces in no known form. Their words are a guess, so one alone suppresses nobody."""
    failed = _failed_addresses(message)
    refusal = _REFUSAL.search(_words(message))
    detail = refusal[0].strip() if refusal else "a bounce in no known form"
    # A sealed return address names one reader, whatever names stand in the text.
    for number, address in enumerate(failed[: 1 if delivery_id else None]):
        status = _first_status(detail)
        identity = f"{event_id}:{number}"
        yield Report(Bounce.Kind.SOFT, address, delivery_id, status, detail[:240], identity)


def _failed_addresses(message: Message) -> list[str]:
    try:
        _, failed = all_failures(message)
    except Exception:  # Its detectors trip over broken headers, each in its own way.
        return []
    return sorted(address.decode("ascii", "replace") for address in failed)


def _complaints(message: Message, delivery_id: int | None, event_id: str) -> Iterator[Report]:
    for number, part in enumerate(message.walk()):
        if part.get_content_type() != "message/feedback-report":
            continue
        block = _as_headers(part)
        address = _address(_header(block, "Original-Rcpt-To"))
        words = _header(block, "Feedback-Type") or "abuse"
        if words.lower() != "not-spam":
            yield Report(
                Bounce.Kind.COMPLAINT, address, delivery_id, "", words[:240], f"{event_id}:{number}"
            )


def _status_blocks(message: Message) -> Iterator[Message]:
    """The per-recipient fields; Python's parser makes a message of each block."""
    for part in message.walk():
        payload = part.get_payload()
        if part.get_content_type() == "message/delivery-status" and isinstance(payload, list):
            yield from (each for each in payload if isinstance(each, Message))


def _words(message: Message) -> str:
    """All plain text of a message."""
    parts = (part for part in message.walk() if part.get_content_type() == "text/plain")
    payloads = (part.get_payload(decode=True) for part in parts)
    return "\n".join(
        payload.decode("utf-8", "replace") for payload in payloads if isinstance(payload, bytes)
    )


def _as_headers(part: Message) -> Message:
    payload = part.get_payload()
    if isinstance(payload, list):
        return payload[0] if payload and isinstance(payload[0], Message) else EmailMessage()
    return message_from_bytes(str(payload).encode("utf-8", "replace"), policy=policy.compat32)


def _is_for_good(status: str) -> bool:
    """The mailbox is gone (5.1.x, 5.2.1); full, blocked or policy is not for good."""
    return status.startswith("5.1.") or status == "5.2.1"


def _first_status(text: str) -> str:
    match = _STATUS.search(text)
    return match[1] if match else ""


def _address(field: str) -> str:
    """“rfc822; a@b” → “a@b”."""
    return parseaddr(field.rpartition(";")[2].strip())[1]


def _header(message: Message, name: str) -> str:
    return str(message.get(name) or "")
