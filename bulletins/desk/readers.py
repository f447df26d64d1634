"""Who reads the bulletins, for those who look after readers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from bulletins.publications.models import Publication
from bulletins.subscribers.models import Confirmation, Subscriber, Subscription, Suppression

SUBSCRIBED, LEFT, BARRED = "subscribed", "left", "barred"
STATES = {SUBSCRIBED: "Subscribed", LEFT: "Left", BARRED: "Not to be mailed"}


@dataclass(frozen=True)
class Audience:
    """How many read one publication."""

    publication: Publication
    mailable: int
    barred: int
    left: int


def audiences() -> list[Audience]:
    """Every publication with its numbers, in four queries."""
    active = Subscription.objects.active()
    wanting, left = _per_publication(active), _per_publication(Subscription.objects.left())
    barred = _per_publication(active.filter(Exists(_bars(OuterRef("subscriber__email_sha256")))))
    return [
        Audience(one, wanting[one.pk] - barred[one.pk], barred[one.pk], left[one.pk])
        for one in Publication.objects.order_by("pk")
    ]


def _per_publication(rows: QuerySet[Subscription]) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list("publication").annotate(Count("pk"))))


def waiting_for_confirmation() -> int:
    """Requests nobody has confirmed, which may still be."""
    purpose = Confirmation.Purpose.SUBSCRIBE
    return Confirmation.objects.filter(used_at=None, purpose=purpose).count()


def find(*, words: str, publication: str, state: str) -> QuerySet[Subscriber]:
    """The readers asked for, with their subscriptions; three queries, however many."""
    found = Subscriber.objects.annotate(is_barred=Exists(_bars(OuterRef("email_sha256"))))
    found = found.prefetch_related("subscriptions__publication")
    if words:
        found = found.filter(email__icontains=words)
    if state == BARRED:
        found = found.filter(is_barred=True)
    theirs = Subscription.objects.filter(subscriber=OuterRef("pk"))
    if publication:
        theirs = theirs.filter(publication__slug=publication)
    if state in {SUBSCRIBED, LEFT}:
        theirs = theirs.filter(unsubscribed_at__isnull=state == SUBSCRIBED)
    if publication or state in {SUBSCRIBED, LEFT}:
        found = found.filter(Exists(theirs))
    return found


def _bars(hashed: OuterRef) -> QuerySet[Suppression]:
    return Suppression.objects.filter(email_sha256=hashed)
