"""Rate limits over all workers: one token bucket per limit, kept in the database.

Each message takes its share of time, and ``used_up_to`` is where the shares add up to. It may run
ahead of the clock by nothing and lag behind it by one burst, so a pause is not made up for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from bulletins.subscribers.models import Pace

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# A minute's share of an hourly limit may go at once, a second's of a limit per second.
_BURSTS = {SECOND: SECOND, HOUR: timedelta(minutes=1), DAY: HOUR}
# Doubled so often, the warm-up limits nobody any more.
_WARM_AFTER = 14  # days


def take(wanted: int, *, per_second: int | None, at: datetime) -> int:
    """How many of the wanted messages may go now; they count as gone.

    ``per_second`` is the mailing's own limit; the site's holds beside it.
    """
    limits = _limits(per_second, at=at)
    return _take_from_all(limits, wanted, at=at) if limits else wanted


@transaction.atomic
def _take_from_all(limits: list[tuple[str, int, timedelta]], wanted: int, *, at: datetime) -> int:
    for name, rate, span in limits:
        wanted = _take_from(name, wanted, rate=rate, span=span, at=at)
    return wanted


def _limits(per_second: int | None, *, at: datetime) -> list[tuple[str, int, timedelta]]:
    limits = [
        ("per second", _tighter(per_second, settings.SENDING_PER_SECOND), SECOND),
        ("per hour", settings.SENDING_PER_HOUR, HOUR),
        ("warm-up", _warm_up(at), DAY),
    ]
    return [(name, rate, span) for name, rate, span in limits if rate]


def _tighter(own: int | None, sites: int) -> int:
    return min(own or sites, sites or own or 0)


def _warm_up(at: datetime) -> int:
    """How many a day while mail services get to know us; 0 when they do."""
    if settings.SENDING_WARM_UP is None:
        return 0
    days = max(0, (at.date() - settings.SENDING_WARM_UP).days)
    return settings.SENDING_WARM_UP_FIRST_DAY * 2**days if days < _WARM_AFTER else 0


def _take_from(name: str, wanted: int, *, rate: int, span: timedelta, at: datetime) -> int:
    if wanted <= 0:
        return 0
    share = span / rate
    burst = max(_BURSTS[span], share)
    Pace.objects.get_or_create(name=name, defaults={"used_up_to": at - burst})
    pace = Pace.objects.select_for_update().get(name=name)
    used_up_to = max(pace.used_up_to, at - burst)
    granted = min(wanted, max(0, (at - used_up_to) // share))
    if granted:
        pace.used_up_to = used_up_to + granted * share
        pace.save(update_fields=["used_up_to"])
    return granted
