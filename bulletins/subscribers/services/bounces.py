"""What follows when a mail came back or was marked as spam."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import IntegrityError, transaction

from bulletins.subscribers import suppression
from bulletins.subscribers.models import Bounce, Delivery, Subscriber, Suppression, address_hash
from bulletins.subscribers.reports import Report
from bulletins.subscribers.services.people import unsubscribe
from bulletins.subscribers.tokens import message_id

# Mailings in a row that came back before we stop; a full mailbox may be emptied.
SOFT_IN_A_ROW = 3


@transaction.atomic
def record_report(*, report: Report, at: datetime) -> bool:
    """Keep a report and stop mailing where it says so. False when it is known or about nobody.

    Anybody can write a bounce to us, so one that came by mail counts only with a secret of ours in
    it: the sealed return address, or the Message-ID of the reader's own copy.
    """
    delivery = _delivery(report)
    if delivery is None or delivery.subscriber is None:
        return False
    try:
        with transaction.atomic():
            Bounce.objects.create(
                delivery=delivery,
                email_sha256=delivery.subscriber.email_sha256,
                kind=report.kind,
                status=report.status[:12],
                detail=report.detail[:240],
                event_id=report.event_id[:120],
                reported_at=at,
            )
    except IntegrityError:
        return False
    _suppress(delivery.subscriber, report, at=at)
    return True


def confirm_delivered(*, email: str, at: datetime) -> bool:
    """A mail service says it took a message: settle the latest delivery if it is in doubt."""
    doubtful = Delivery.objects.in_doubt().filter(subscriber__email_sha256=address_hash(email))
    latest = doubtful.order_by("-pk").values_list("pk", flat=True)[:1]
    return bool(
        Delivery.objects.in_doubt()
        .filter(pk__in=list(latest))
        .update(state=Delivery.State.SENT, reason="resolved: mail service", settled_at=at)
    )


def record_leaving(*, email: str, at: datetime) -> bool:
    """A reader left by a link of the mail service: end what our last mail to them was sent for."""
    handed_over = Delivery.objects.filter(state__in=["sending", "sent", "unknown"])
    last = handed_over.filter(subscriber__email_sha256=address_hash(email)).order_by("-pk").first()
    if last is None or last.subscription_id is None:
        return False
    return unsubscribe(subscription_id=last.subscription_id, source="mail service", at=at)


def _delivery(report: Report) -> Delivery | None:
    handed_over = Delivery.objects.filter(state__in=["sending", "sent", "unknown"])
    handed_over = handed_over.select_related("subscriber").order_by("-pk")
    if report.delivery_id is not None:
        return handed_over.filter(pk=report.delivery_id).first()
    theirs = handed_over.filter(subscriber__email_sha256=address_hash(report.email))
    if report.is_signed:
        return theirs.first()
    mailing_id, _, _ = report.message_id.removeprefix("<").partition(".")
    if not (mailing_id.isascii() and mailing_id.isdigit() and len(mailing_id) < 19):
        return None
    delivery = theirs.filter(mailing=int(mailing_id)).first()
    return delivery if delivery and _is_own_copy(delivery, report.message_id) else None


def _is_own_copy(delivery: Delivery, given: str) -> bool:
    if delivery.subscriber_id is None:
        return False
    expected = message_id(
        mailing_id=delivery.mailing_id,
        subscriber_id=delivery.subscriber_id,
        domain=given.rpartition("@")[2].rstrip(">"),
    )
    return hmac.compare_digest(given.encode(), expected.encode())


def _suppress(subscriber: Subscriber, report: Report, *, at: datetime) -> None:
    reasons = {
        Bounce.Kind.HARD: Suppression.Reason.HARD_BOUNCE,
        Bounce.Kind.COMPLAINT: Suppression.Reason.COMPLAINT,
    }
    reason = reasons.get(report.kind)
    if reason is None and _came_back_in_a_row(subscriber):
        reason = Suppression.Reason.SOFT_BOUNCES
    if reason is not None:
        source = f"{report.status} {report.detail}".strip()
        suppression.suppress([subscriber.email_sha256], reason=reason, source=source, at=at)


def _came_back_in_a_row(subscriber: Subscriber) -> bool:
    """The last three mailings to this reader all came back."""
    lately = subscriber.deliveries.filter(state__in=["sent", "unknown"]).order_by("-pk")
    last = list(lately.values_list("pk", flat=True)[:SOFT_IN_A_ROW])
    returned = set(
        Bounce.objects.filter(delivery__in=last).values_list("delivery", flat=True).distinct()
    )
    return len(last) == SOFT_IN_A_ROW and returned == set(last)
