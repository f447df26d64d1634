"""What a colleague does for a reader who asks by letter or phone; all of it is in the audit log.

By mail readers do it themselves (``people``). The log names readers by number, never by address.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.subscribers import lists, suppression
from bulletins.subscribers.models import Subscriber, Subscription, Suppression, address_hash
from bulletins.subscribers.services import people

BY_A_COLLEAGUE = "a colleague, on request"


class CannotLift(Exception):
    """The address stays barred. The message says why."""


@only_for("subscribers.change_subscriber")
def hand_out_data(*, subscriber: Subscriber, at: datetime) -> dict[str, Any]:
    """All that is kept of a person, to be given to them."""
    audit.record(action="exported a reader’s data", subject=f"reader {subscriber.pk}", at=at)
    return people.data_of(subscriber)


@only_for("subscribers.change_subscriber")
@transaction.atomic
def end_subscription(*, subscription: Subscription, at: datetime) -> bool:
    """Take a person off a list at their word. False when they had left already."""
    is_ended = people.unsubscribe(subscription_id=subscription.pk, source=BY_A_COLLEAGUE, at=at)
    if is_ended:
        subject = f"reader {subscription.subscriber_id}"
        detail = subscription.publication.name
        audit.record(action="ended a subscription", subject=subject, detail=detail, at=at)
    return is_ended


@only_for("subscribers.change_subscriber")
@transaction.atomic
def bar_address(*, email: str, source: str, at: datetime) -> bool:
    """Never mail this address again. False when it is barred already, for whatever reason."""
    hashed = address_hash(email)
    if Suppression.objects.filter(email_sha256=hashed).exists():
        return False
    suppression.suppress([hashed], reason=Suppression.Reason.REQUEST, source=source, at=at)
    audit.record(action="barred an address", subject=f"{hashed[:12]}…", detail=source, at=at)
    return True


@only_for("subscribers.change_subscriber")
@transaction.atomic
def lift_bar(*, barred: Suppression, reason: str, at: datetime) -> None:
    """Let an address be mailed again, for a reason that is kept. Raises ``CannotLift``."""
    if not reason.strip():
        raise CannotLift("Say why it may be mailed again: the log keeps it.")
    subject = f"{barred.email_sha256[:12]}…"
    detail = f"was: {barred.get_reason_display()}. {reason.strip()}"
    audit.record(action="lifted a bar", subject=subject, detail=detail, at=at)
    barred.delete()


@only_for("subscribers.change_subscriber")
def export_list(*, rows: QuerySet[Subscription], at: datetime) -> Iterator[str]:
    """The list as CSV, line by line; ``import_subscribers`` reads it again."""
    audit.record(action="exported readers", subject=f"{rows.count()} subscriptions", at=at)
    return lists.write(rows.select_related("subscriber", "publication").iterator())
