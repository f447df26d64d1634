"""What a full board costs, beside an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bulletins.benchmarking import Comparison, seconds
from bulletins.issues.models import Entry, Issue, Source
from bulletins.publications.models import Publication

TAKEAWAYS, ENTRIES = 6, 60
RUNS = 15
SLOWER = 3
FIRST_DAY = date(2001, 1, 5)
TEXT = "<p>On this day, engineers repaired the river gauge at the old bridge. </p>" * 8


def desk() -> Iterator[Comparison]:
    """Server time and queries of a board with 60 entries under 6 takeaways; nothing is kept."""
    with transaction.atomic():
        yield from _measured()
        transaction.set_rollback(True)


def _measured() -> Iterator[Comparison]:
    client = Client(SERVER_NAME="localhost")
    user = get_user_model().objects.create_superuser("benchmark@example.org")
    client.force_login(user)
    full, empty = (partial(_open, client, issue.pk) for issue in (_full_issue(), _empty_issue()))
    ours, theirs = seconds(full, empty, runs=RUNS)
    yield Comparison(
        what=f"a board with {ENTRIES} entries and {TAKEAWAYS} takeaways",
        ours=ours * 1000,
        against="an empty board",
        theirs=theirs * 1000,
        unit="ms",
        at_most=SLOWER,
    )
    yield Comparison(
        what="its queries",
        ours=_queries(full),
        against="with one entry",
        theirs=_queries(partial(_open, client, _issue_with(1, 1).pk)),
        unit="queries",
        at_most=1,
    )


def _open(client: Client, issue_id: int) -> None:
    page = client.get(f"/desk/issues/{issue_id}/", secure=settings.IS_SECURE)
    if page.status_code != 200:
        raise RuntimeError(f"The board answered {page.status_code}; there is nothing to measure.")


def _queries(work: partial[None]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _empty_issue() -> Issue:
    return _issue_with(0, 0)


def _full_issue() -> Issue:
    return _issue_with(TAKEAWAYS, ENTRIES // TAKEAWAYS)


def _issue_with(takeaways: int, entries_each: int) -> Issue:
    issue = Issue.objects.create(
        publication=Publication.objects.get(kind=Publication.Kind.WEEKLY),
        period_start=FIRST_DAY,
        period_end=FIRST_DAY + timedelta(days=6),
    )
    for number in range(takeaways):
        takeaway = issue.takeaways.create(headline=f"Section {number}", summary=TEXT)
        entries = [
            Entry(takeaway=takeaway, event_date=FIRST_DAY, body=TEXT, position=position)
            for position in range(entries_each)
        ]
        made = Entry.objects.bulk_create(entries)
        Source.objects.bulk_create([Source(entry=entry, outlet="A daily") for entry in made])
    return issue


BENCHMARKS = {"desk": desk}
