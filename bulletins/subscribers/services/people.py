"""What may happen to a reader: ask, confirm, choose, leave, take their data, be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bulletins.accounts import audit
from bulletins.publications.doorbell import ring
from bulletins.publications.models import Publication
from bulletins.subscribers import restraint, suppression, tasks
from bulletins.subscribers.models import (
    Bounce,
    Confirmation,
    Delivery,
    Subscriber,
    Subscription,
    Suppression,
    address_hash,
    normalized,
)
from bulletins.subscribers.tokens import stored_form

CONFIRM_WITHIN = timedelta(hours=48)
# A request nobody confirmed is forgotten, address and all.
FORGET_AFTER = timedelta(days=30)

Purpose = Confirmation.Purpose


class LinkIsOver(Exception):
    """The link was used, is too old, or was never ours. The message says what to do."""


def request_subscription(
    *,
    email: str,
    publications: Iterable[Publication],
    wants_text: bool,
    network: str,
    at: datetime,
) -> None:
    """Ask the owner of the address to confirm. Tells the caller nothing about the address."""
    chosen = list(publications)
    is_known = all(_has(email, publication) for publication in chosen)
    purpose = Purpose.ALREADY if is_known else Purpose.SUBSCRIBE
    _ask(email, purpose, chosen, wants_text=wants_text, network=network, at=at)


def request_data(*, email: str, purpose: Confirmation.Purpose, network: str, at: datetime) -> None:
    """Mail a link to export or erase all that is kept of a person; only they can read it."""
    if Subscriber.objects.filter(email_sha256=address_hash(email)).exists():
        _ask(email, purpose, [], wants_text=False, network=network, at=at)


def waiting_confirmation(token: str, *, at: datetime) -> Confirmation:
    """The request a link from our mail is for. Raises ``LinkIsOver``."""
    waiting = Confirmation.objects.filter(used_at=None, expires_at__gt=at)
    confirmation = waiting.filter(token_sha256=stored_form(token)).first()
    if confirmation is None:
        raise LinkIsOver("This link was used already, or it is older than 48 hours. Ask again.")
    return confirmation


def confirmed_before(token: str) -> list[Subscription]:
    """What a link that was used already subscribed its owner to, as far as they still get it."""
    used = Confirmation.objects.filter(purpose=Purpose.SUBSCRIBE, used_at__isnull=False)
    confirmation = used.filter(token_sha256=stored_form(token)).first()
    if confirmation is None:
        return []
    theirs = Subscription.objects.active().select_related("publication")
    return list(
        theirs.filter(
            subscriber__email_sha256=confirmation.email_sha256,
            publication__in=confirmation.publications.all(),
        )
    )


@transaction.atomic
def confirm_subscription(*, token: str, at: datetime) -> list[Subscription]:
    """Subscribe the owner of the mailbox. The link works once. Raises ``LinkIsOver``."""
    confirmation = _use(token, Purpose.SUBSCRIBE, at=at)
    subscriber = Subscriber.of(confirmation.email, at=at)
    subscriber.wants_text = confirmation.wants_text
    subscriber.save(update_fields=["wants_text"])
    # Their own wish, proven by the mailbox, ends a suppression for bounces or at their request.
    Suppression.objects.filter(email_sha256=subscriber.email_sha256).exclude(
        reason=Suppression.Reason.COMPLAINT
    ).delete()
    return [
        subscribe(subscriber, publication, source="the form, confirmed by mail", at=at)
        for publication in confirmation.publications.all()
    ]


def subscribe(
    subscriber: Subscriber, publication: Publication, *, source: str, at: datetime
) -> Subscription:
    """An active subscription with the proof of consent; an active one stays as it is."""
    subscription, is_new = Subscription.objects.get_or_create(
        subscriber=subscriber,
        publication=publication,
        defaults={"confirmed_at": at, "consent_source": source},
    )
    if not is_new and not subscription.is_active:
        subscription.confirmed_at, subscription.consent_source = at, source
        subscription.unsubscribed_at, subscription.unsubscribe_source = None, ""
        subscription.save()
    return subscription


def unsubscribe(*, subscription_id: int, source: str, at: datetime) -> bool:
    """End a subscription at once. Twice is once; False when there was nothing to end."""
    active = Subscription.objects.active().filter(pk=subscription_id)
    return bool(active.update(unsubscribed_at=at, unsubscribe_source=source[:40]))


@transaction.atomic
def choose(
    *,
    subscriber: Subscriber,
    publications: Iterable[Publication],
    wants_text: bool,
    at: datetime,
) -> None:
    """What the preference page says: exactly these publications, in this form."""
    subscriber.wants_text = wants_text
    subscriber.save(update_fields=["wants_text"])
    wanted = {publication.pk for publication in publications}
    for subscription in subscriber.subscriptions.active().exclude(publication__in=wanted):
        unsubscribe(subscription_id=subscription.pk, source="preferences", at=at)
    for publication in Publication.objects.filter(pk__in=wanted):
        subscribe(subscriber, publication, source="preferences", at=at)


def export_data(*, token: str, at: datetime) -> dict[str, Any]:
    """All that is kept of a person, for the link in their mailbox. Raises ``LinkIsOver``."""
    confirmation = _use(token, Purpose.EXPORT, at=at)
    subscriber = Subscriber.objects.filter(email_sha256=confirmation.email_sha256).first()
    if subscriber is None:
        raise LinkIsOver("Nothing is kept of this address any more.")
    audit.record(action="exported a reader’s data", subject=f"reader {subscriber.pk}", at=at)
    return data_of(subscriber)


def data_of(subscriber: Subscriber) -> dict[str, Any]:
    """Every row about a person, ready for JSON."""
    return {
        "email": subscriber.email,
        "plain_text_only": subscriber.wants_text,
        "since": subscriber.created_at,
        "subscriptions": [_subscription_data(each) for each in _subscriptions_of(subscriber)],
        "mails": list(
            subscriber.deliveries.values(
                "mailing__subject", "state", "reason", "reply", "settled_at"
            )
        ),
        "returned": list(
            Bounce.objects.filter(email_sha256=subscriber.email_sha256).values(
                "kind", "status", "detail", "reported_at"
            )
        ),
        "requests": list(
            Confirmation.objects.filter(email_sha256=subscriber.email_sha256).values(
                "purpose", "requested_at", "used_at"
            )
        ),
        "suppressed": list(
            Suppression.objects.filter(email_sha256=subscriber.email_sha256).values(
                "reason", "source", "created_at"
            )
        ),
    }


@transaction.atomic
def erase_data(*, token: str, at: datetime) -> None:
    """Forget a person at their own request. Raises ``LinkIsOver``."""
    confirmation = _use(token, Purpose.ERASE, at=at)
    subscriber = Subscriber.objects.filter(email_sha256=confirmation.email_sha256).first()
    if subscriber is not None:
        erase(subscriber=subscriber, at=at)


@transaction.atomic
def erase(*, subscriber: Subscriber, at: datetime) -> None:
    """Delete a person and their address everywhere; keep the counts of mailings, and the hash.

    The hash stays suppressed, so that the next import of an old list does not mail them again.
    Other servers' words may quote the address, so they go too.
    """
    hashed = subscriber.email_sha256
    for delivery_id in subscriber.deliveries.values_list("pk", flat=True):
        Delivery.objects.filter(pk=delivery_id).update(
            email=f"erased-{delivery_id}@erased.invalid", reply=""
        )
    Bounce.objects.filter(email_sha256=hashed).update(detail="")
    Confirmation.objects.filter(email_sha256=hashed).delete()
    Suppression.objects.filter(email_sha256=hashed).update(source="")
    suppression.suppress(
        [hashed], reason=Suppression.Reason.REQUEST, source="erased at their request", at=at
    )
    audit.record(action="erased a reader", subject=f"reader {subscriber.pk}", at=at)
    subscriber.delete()


def forget_unconfirmed(*, at: datetime) -> int:
    """Delete requests that nobody confirmed for a month; how many."""
    count, _ = Confirmation.objects.filter(requested_at__lt=at - FORGET_AFTER).delete()
    return count


def mail_waiting(*, at: datetime) -> None:
    """Ask again for confirmation mails whose task was lost with the broker."""
    waiting = Confirmation.objects.filter(mailed_at=None, used_at=None, expires_at__gt=at)
    late = waiting.filter(requested_at__lt=at - timedelta(minutes=1))
    for pk in late.values_list("pk", flat=True):
        ring(tasks.mail_confirmation, queue="mail", confirmation_id=pk)


@transaction.atomic
def _ask(
    email: str,
    purpose: Confirmation.Purpose,
    publications: list[Publication],
    *,
    wants_text: bool,
    network: str,
    at: datetime,
) -> None:
    if not restraint.may_be_mailed(email, network, purpose=purpose, at=at):
        return
    confirmation = Confirmation.objects.create(
        email=normalized(email),
        email_sha256=address_hash(email),
        purpose=purpose,
        wants_text=wants_text,
        network_sha256=network,
        requested_at=at,
        expires_at=at + CONFIRM_WITHIN,
    )
    confirmation.publications.set(publications)
    ring(tasks.mail_confirmation, queue="mail", confirmation_id=confirmation.pk)


def _has(email: str, publication: Publication) -> bool:
    """Wants it already, and can be mailed."""
    mailable: QuerySet[Subscription] = Subscription.objects.mailable()
    return mailable.filter(
        publication=publication, subscriber__email_sha256=address_hash(email)
    ).exists()


def _use(token: str, purpose: Confirmation.Purpose, *, at: datetime) -> Confirmation:
    """Use a link up. The conditional UPDATE makes the second of two clicks lose."""
    confirmation = waiting_confirmation(token, at=at)
    unused = Confirmation.objects.filter(pk=confirmation.pk, purpose=purpose, used_at=None)
    if not unused.update(used_at=at):
        raise LinkIsOver("This link was used already. Ask again.")
    return confirmation


def _subscriptions_of(subscriber: Subscriber) -> QuerySet[Subscription]:
    return subscriber.subscriptions.select_related("publication")


def _subscription_data(subscription: Subscription) -> dict[str, Any]:
    return {
        "publication": subscription.publication.name,
        "confirmed_at": subscription.confirmed_at,
        "consent_source": subscription.consent_source,
        "unsubscribed_at": subscription.unsubscribed_at,
        "unsubscribe_source": subscription.unsubscribe_source,
    }
