"""What a mail service tells us through Anymail, which has checked who it is."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from anymail.signals import tracking
from django.dispatch import receiver
from django.utils import timezone

from bulletins.subscribers.models import Bounce
from bulletins.subscribers.reports import Report
from bulletins.subscribers.services import bounces

# Anymail's words for why (its docs, “Normalized tracking event”); the others are soft.
_FOR_GOOD = {"invalid", "bounced"}


@receiver(tracking, dispatch_uid="bulletins.subscribers.hooks.take_event")
def take_event(sender: type, event: Any, **details: Any) -> None:
    """One tracking event: a bounce, a complaint, a farewell, or the proof of receipt."""
    at = timezone.now()
    match event.event_type:
        case "bounced" | "rejected":
            is_for_good = event.event_type == "bounced" and event.reject_reason in _FOR_GOOD
            kind = Bounce.Kind.HARD if is_for_good else Bounce.Kind.SOFT
            bounces.record_report(report=_report(event, kind), at=at)
        case "complained":
            bounces.record_report(report=_report(event, Bounce.Kind.COMPLAINT), at=at)
        case "unsubscribed":
            bounces.record_leaving(email=event.recipient, at=at)
        case "delivered" | "sent":
            bounces.confirm_delivered(email=event.recipient, at=at)


def _report(event: Any, kind: Bounce.Kind) -> Report:
    return Report(
        kind=kind,
        email=event.recipient,
        delivery_id=None,
        status="",
        detail=(event.mta_response or event.description or "")[:240],
        is_signed=True,
        event_id=event.event_id or _own_id(event.event_type, event.recipient, event.timestamp),
    )


def _own_id(kind: str, recipient: str, moment: datetime | None) -> str:
    """For services that give their events no id."""
    return sha256(f"{kind} {recipient} {moment}".encode()).hexdigest()
