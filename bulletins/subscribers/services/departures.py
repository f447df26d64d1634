"""Who left: told from copy to copy, so that a restored backup mails nobody who has left since.

An old backup knows nothing of readers who unsubscribed, bounced or were erased after it was made.
Each backup therefore lists them, by the hash of the address alone, and a restore of an older one
can be told the list of a newer one. Saying the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bulletins.subscribers import suppression
from bulletins.subscribers.models import Subscriber, Subscription, Suppression
from bulletins.subscribers.services import people

Reason = Suppression.Reason


@dataclass(frozen=True)
class Departures:
    """Address hashes: with the publication left and when; with the reason of a bar; erased ones."""

    left: Sequence[tuple[str, str, str]] = ()
    barred: Sequence[tuple[str, str]] = ()
    erased: Sequence[str] = ()


@dataclass(frozen=True)
class Honored:
    """How many of each kind this copy had not known."""

    left: int
    barred: int
    erased: int


def known_departures() -> Departures:
    """Everybody who left, is barred, or was erased, as this copy knows it."""
    left = Subscription.objects.left().values_list(
        "subscriber__email_sha256", "publication__slug", "unsubscribed_at"
    )
    there = set(Subscriber.objects.values_list("email_sha256", flat=True))
    barred = list(Suppression.objects.values_list("email_sha256", "reason"))
    gone = [each for each, reason in barred if reason == Reason.REQUEST and each not in there]
    return Departures(
        [(each, slug, moment.isoformat()) for each, slug, moment in left if moment], barred, gone
    )


@transaction.atomic
def honor_departures(told: Departures, *, at: datetime) -> Honored:
    """Let go here, too, of whoever left elsewhere; a consent given after that stands."""
    erased = list(Subscriber.objects.filter(email_sha256__in=told.erased))
    for subscriber in erased:
        people.erase(subscriber=subscriber, at=at)
    before = Suppression.objects.count()
    for reason in Reason:
        hashes = [each for each, why in told.barred if why == reason]
        suppression.suppress(hashes, reason=reason, source="told by another copy", at=at)
    barred = Suppression.objects.count() - before
    return Honored(sum(_has_left(*each) for each in told.left), barred, len(erased))


def _has_left(hashed: str, slug: str, moment: str) -> bool:
    left_at = datetime.fromisoformat(moment)
    active = Subscription.objects.active().filter(
        subscriber__email_sha256=hashed, publication__slug=slug, confirmed_at__lt=left_at
    )
    return bool(active.update(unsubscribed_at=left_at, unsubscribe_source="another copy"))
