"""Taking over a list of readers who agreed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.subscribers.lists import Row
from bulletins.subscribers.models import Subscriber, Subscription, address_hash
from bulletins.subscribers.services.people import subscribe


@only_for("subscribers.change_subscriber")
@transaction.atomic
def import_rows(*, rows: Iterable[Row], at: datetime) -> int:
    """Subscribe the people of a list with the consent they gave there; how many are new.

    Whoever left since stays away: an old list is no new consent.
    """
    new = sum(_import_row(row, at=at) for row in rows)
    audit.record(action="imported readers", subject=f"{new} new subscriptions", at=at)
    return new


@dataclass(frozen=True)
class Outlook:
    """What importing a list would do."""

    new: list[Row]
    already: list[Row]
    left: list[Row]


def foresee(rows: Iterable[Row]) -> Outlook:
    """Who would be new, who reads it already, and who left and stays away; saves nothing."""
    outlook = Outlook([], [], [])
    for some in _batched(rows, 1000):
        found = Subscription.objects.filter(
            subscriber__email_sha256__in=[address_hash(row.email) for row in some]
        )
        known = {
            (each.subscriber.email_sha256, each.publication_id): each.is_active
            for each in found.select_related("subscriber")
        }
        for row in some:
            is_active = known.get((address_hash(row.email), row.publication.pk))
            fate = outlook.new if is_active is None else outlook.left
            (outlook.already if is_active else fate).append(row)
    return outlook


def _batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Lists of at most so many."""
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


def _import_row(row: Row, *, at: datetime) -> bool:
    subscriber = Subscriber.of(row.email, at=at)
    if Subscription.objects.filter(subscriber=subscriber, publication=row.publication).exists():
        return False
    if row.wants_text and not subscriber.wants_text:
        subscriber.wants_text = True
        subscriber.save(update_fields=["wants_text"])
    subscribe(subscriber, row.publication, source=row.consent_source[:200], at=row.consented_at)
    return True
