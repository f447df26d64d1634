"""Our own send, whole: Celery workers, broker, database with the ledger on.

    python -m bulletins.subscribers.benchmarks.end_to_end prepare READERS
    python -m bulletins.subscribers.benchmarks.end_to_end send PORT WORKERS

Runs in the environment of a ``site``. The second prints one JSON line: seconds from “send” to
“finished”, processor seconds and the peak memory of the workers.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ishm.settings")
django.setup()

# After setup, since these need the settings.
from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bulletins.benchmarking import processes  # noqa: E402
from bulletins.issues.models import Issue  # noqa: E402
from bulletins.publications.models import Publication  # noqa: E402
from bulletins.subscribers.benchmarks import specimen  # noqa: E402
from bulletins.subscribers.models import (  # noqa: E402
    Mailing,
    Subscriber,
    Subscription,
    address_hash,
)
from bulletins.subscribers.services import mailings  # noqa: E402

PATIENCE = 900  # seconds; a send that is not over by then never will be
EVERY = 5  # seconds between two ticks: the beat, quicker


def prepare(readers: int) -> None:
    """Tables, so many readers, and an issue whose mail is drawn."""
    call_command("migrate", verbosity=0)
    publication = Publication.objects.earliest("pk")
    readers_of(readers, publication, timezone.now())
    issue = Issue.objects.create(
        publication=publication,
        period_start=date(2017, 7, 21),
        period_end=date(2017, 7, 27),
        status=Issue.Status.PUBLISHED,
    )
    edition = issue.editions.create(
        number=1, content={"title": issue.title}, sha256="", published_at=timezone.now()
    )
    for kind, body in (("email_html", specimen.html()), ("email_text", specimen.text())):
        rendition = edition.renditions.create(
            kind=kind, status="done", sha256=sha256(body.encode()).hexdigest()
        )
        rendition.file.save(kind, ContentFile(body.encode()))


def readers_of(count: int, publication: Publication, now: datetime) -> None:
    """So many subscribers of the publication."""
    addresses = [f"reader{n}@example.org" for n in range(count)]
    readers = Subscriber.objects.bulk_create(
        (
            Subscriber(email=each, email_sha256=address_hash(each), created_at=now)
            for each in addresses
        ),
        2000,
    )
    Subscription.objects.bulk_create(
        (
            Subscription(
                subscriber=each,
                publication=publication,
                confirmed_at=now,
                consent_source="benchmark",
            )
            for each in readers
        ),
        2000,
    )


def _forget_the_round_before() -> None:
    """Each round starts alike: an empty ledger, and no tidying up after the last one beside it."""
    Mailing.objects.all().delete()
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def send(port: int, workers: int) -> dict[str, float]:
    """Send the issue to everyone by so many workers, which start for it and end with it."""
    os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    os.environ["SENDING_WORKERS"] = str(workers)
    settings.SENDING_WORKERS = workers
    _forget_the_round_before()
    with processes.workers(Path(settings.DATA_DIR), queue="mail", count=workers) as pids:
        processes.wait_for(pids)
        before, began = processes.processor_seconds(pids), time.perf_counter()
        mailing = mailings.queue_mailing(
            issue=Issue.objects.get(), send_at=timezone.now(), at=timezone.now()
        )
        _wait_for_end(mailing)
        return {
            "seconds": time.perf_counter() - began,
            "cpu": processes.processor_seconds(pids) - before,
            "memory": processes.peak_memory(pids),
            "sent": mailing.counts()["sent"],
        }


def _wait_for_end(mailing: Mailing) -> None:
    deadline, rung = time.monotonic() + PATIENCE, time.monotonic()
    while mailing.state != Mailing.State.FINISHED:
        time.sleep(0.02)
        if time.monotonic() - rung > EVERY:
            mailings.send_due(at=timezone.now())
            rung = time.monotonic()
        mailing.refresh_from_db(fields=["state", "reason"])
        is_stopped = mailing.state not in {Mailing.State.RUNNING, Mailing.State.FINISHED}
        if is_stopped or time.monotonic() > deadline:
            sys.exit(f"The mailing is {mailing.state}: {mailing.reason or 'not over in time'}")


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        print(json.dumps(send(int(sys.argv[2]), int(sys.argv[3]))))
