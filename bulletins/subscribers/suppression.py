"""Addresses that must not be mailed again, kept as hashes with the reason and who said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bulletins.subscribers.mailer.outcomes import Outcome
from bulletins.subscribers.models import Delivery, Suppression


def suppress(
    hashes: Iterable[str], *, reason: Suppression.Reason, source: str, at: datetime
) -> None:
    """Suppress addresses by hash. The first reason given stays."""
    rows = [
        Suppression(email_sha256=each, reason=reason, source=source[:240], created_at=at)
        for each in hashes
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)


def suppress_dead(outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Suppress the readers whose mailbox the mail server said is gone for good."""
    if not outcomes:
        return
    replies = {outcome.delivery_id: f"{outcome.code} {outcome.reply}" for outcome in outcomes}
    found = Delivery.objects.filter(pk__in=replies, subscriber__isnull=False)
    for delivery_id, email_sha256 in found.values_list("pk", "subscriber__email_sha256"):
        suppress(
            [email_sha256],
            reason=Suppression.Reason.HARD_BOUNCE,
            source=replies[delivery_id],
            at=at,
        )
