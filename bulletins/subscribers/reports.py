"""Reading what comes back by mail: bounces (RFC 3464) and complaints (RFC 5965).

An answer from a holiday is no bounce. What cannot be read is reported as nothing and never deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr
from hashlib import sha256

from bulletins.subscribers.models import Bounce
from bulletins.subscribers.tokens import WrongToken, delivery_of

LARGEST = 1_000_000  # bytes; a bounce that returns a whole message has some hundred thousand
_MARK = re.compile(r"\bb\+([0-9]+\.[0-9a-f]{16})@", re.ASCII)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)


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
    found = _complaints if _report_type(message) == "feedback-report" else _bounces
    message_id = _returned_message_id(message)
    return [
        replace(report, message_id=message_id) for report in found(message, delivery_id, event_id)
    ]


def _is_automatic_answer(message: Message) -> bool:
    """A holiday notice: automatic, but not a report about delivery."""
    if _report_type(message) in {"delivery-status", "feedback-report"}:
        return False
    automatic = _header(message, "Auto-Submitted").lower()
    return automatic.startswith("auto-replied") or bool(message.get("X-Autoreply"))


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
    """The Message-ID of our own message, which reports carry whole or as headers only."""
    for part in message.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            return _header(_as_headers(part), "Message-ID").strip()
    return ""


def _bounces(message: Message, delivery_id: int | None, event_id: str) -> Iterator[Report]:
    for number, block in enumerate(_status_blocks(message)):
        if _header(block, "Action").strip().lower() != "failed":
            continue
        status = _first_status(_header(block, "Status"))
        address = _address(
            _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
        )
        detail = _header(block, "Diagnostic-Code").partition(";")[2].strip()
        kind = Bounce.Kind.HARD if _is_for_good(status) else Bounce.Kind.SOFT
        yield Report(kind, address, delivery_id, status, detail[:240], f"{event_id}:{number}")


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
