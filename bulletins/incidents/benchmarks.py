"""The explorer over twenty thousand incidents against the same over two hundred."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from statistics import median

from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings

from bulletins.benchmarking import Comparison
from bulletins.gazetteer.models import Place
from bulletins.incidents import overview
from bulletins.incidents.models import Incident

FEW, MANY = 200, 20_000
RUNS = 9
FIRST_DAY = date(2014, 1, 1)
DAYS = 2_000
PAGE = "/incidents/"


def explorer() -> Iterator[Comparison]:
    """Page and map data: the record unchanged, right after a change, and first in a process.

    Everything happens in one transaction that is taken back: the real record is left as it is.
    """
    # Measured is the making of a page, not the handing out of one that was just made for a crowd.
    with override_settings(PAGES_FRESH_SECONDS=0), transaction.atomic():
        Incident.objects.all().delete()
        _record(FEW)
        few = _measured()
        _record(MANY - FEW)
        many = _measured()
        transaction.set_rollback(True)
    overview.forget()
    limits = {"page": 2.0, "page right after a change": 2.0}
    for what in few:
        yield Comparison(
            f"{what}, {MANY:,} incidents", many[what], f"{FEW} incidents", few[what],
            at_most=limits.get(what),
        )  # fmt: skip


def _measured() -> dict[str, float]:
    client = Client(SERVER_NAME="localhost")
    return {
        "page": _seconds(lambda: client.get(PAGE)),
        "page by week, filtered": _seconds(lambda: client.get(f"{PAGE}?by=week&casualties=any")),
        "page right after a change": _seconds(lambda: client.get(PAGE), before=_change_one),
        "the same by week, filtered": _seconds(
            lambda: client.get(f"{PAGE}?by=week&casualties=any"), before=_change_one
        ),
        "page first in a process": _seconds(lambda: client.get(PAGE), before=overview.forget),
        "points of the web map": _seconds(lambda: client.get(f"{PAGE}points.json")),
    }


def _seconds(work: Callable[[], object], *, before: Callable[[], None] | None = None) -> float:
    """The median of some runs; the first one, which fills what is kept, is not counted."""
    taken = []
    for _ in range(RUNS + 1):
        if before:
            before()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken[1:])


def _change_one() -> None:
    """Another figure in the middle of the record, as an editor saves it."""
    ids = list(Incident.objects.order_by("event_date").values_list("pk", flat=True))
    Incident.objects.filter(pk=ids[len(ids) // 2]).update(
        injuries_high=F("injuries_high") + 1, version=F("version") + 1
    )


def _record(number: int) -> None:
    """Incidents all over the country, most where most people live."""
    dice = random.Random(number)  # noqa: S311 - a fixed seed is the point
    places = list(Place.objects.exclude(kind__in=["governorate", "region"]))
    weights = [max(place.population, 20_000) for place in places]
    chosen = dice.choices(places, weights, k=number)
    Incident.objects.bulk_create((_incident(place, dice) for place in chosen), batch_size=1_000)


def _incident(place: Place, dice: random.Random) -> Incident:
    deaths, injuries = dice.randrange(6), dice.randrange(12)
    return Incident(
        event_date=FIRST_DAY + timedelta(days=dice.randrange(DAYS)),
        location=place.name,
        deaths_low=deaths,
        deaths_high=deaths + dice.randrange(3),
        injuries_low=injuries,
        injuries_high=injuries,
        latitude=round(place.latitude + dice.gauss(0, 0.02), 2),
        longitude=round(place.longitude + dice.gauss(0, 0.02), 2),
        precision_km=place.precision_km,
        method="place",
        governorate=place.governorate,
    )


BENCHMARKS = {"incidents": explorer}
