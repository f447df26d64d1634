"""Taking over a list of readers who agreed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bulletins.subscribers.lists import Row
from bulletins.subscribers.models import Subscriber, Subscription
from bulletins.subscribers.services.people import subscribe


@transaction.atomic
def import_rows(*, rows: Iterable[Row], at: datetime) -> int:
    """Subscribe the people of a list with the consent they gave there; how many are new.

    Whoever left since stays away: an old list is no new consent.
    """
    return sum(_import_row(row, at=at) for row in rows)


def _import_row(row: Row, *, at: datetime) -> bool:
    subscriber = Subscriber.of(row.email, at=at)
    if Subscription.objects.filter(subscriber=subscriber, publication=row.publication).exists():
        return False
    if row.wants_text and not subscriber.wants_text:
        subscriber.wants_text = True
        subscriber.save(update_fields=["wants_text"])
    subscribe(subscriber, row.publication, source=row.consent_source[:200], at=row.consented_at)
    return True
