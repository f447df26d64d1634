"""Our own send, whole: Celery workers, broker, database with the ledger on, in a copy of its own.

    python -m bulletins.subscribers.benchmarks.end_to_end PORT COUNT WORKERS

Everything lies in a temporary folder, or in a database made for the run where ``DATABASE_URL``
names a PostgreSQL server. Prints one JSON line: seconds from “send” to “finished”, processor
seconds and the peak memory of the workers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any


def main(port: int, count: int, workers: int) -> dict[str, float]:
    """Set up, send, measure, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="ishm-bench-") as name, _database(name):
        folder = Path(name)
        os.environ.update(
            DATA_DIR=name,
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            LOG_LEVEL="ERROR",
            SENDING_CONNECTIONS=os.environ.get("SENDING_CONNECTIONS", "5"),
        )
        with _broker(folder), _workers(folder, workers) as processes:
            return _send(count, [process.pid for process in processes])


def _send(count: int, pids: list[int]) -> dict[str, float]:
    import django  # noqa: PLC0415 - the settings are in the environment only now

    os.environ["DJANGO_SETTINGS_MODULE"] = "ishm.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    issue = _issue(count)
    _wait_for(pids)
    from django.utils import timezone  # noqa: PLC0415

    from bulletins.subscribers.models import Mailing  # noqa: PLC0415
    from bulletins.subscribers.services import mailings  # noqa: PLC0415

    before, began = _cpu(pids), time.perf_counter()
    mailing = mailings.queue_mailing(issue=issue, send_at=timezone.now(), at=timezone.now())
    rings = time.monotonic()
    while Mailing.objects.get(pk=mailing.pk).state != Mailing.State.FINISHED:
        time.sleep(0.02)
        if time.monotonic() - rings > 5:  # The beat, quicker.
            mailings.send_due(at=timezone.now())
            rings = time.monotonic()
    seconds = time.perf_counter() - began
    assert mailing.counts()["sent"] == count, mailing.counts()  # noqa: S101
    return {"seconds": seconds, "cpu": _cpu(pids) - before, "memory": _peak_memory(pids)}


def _issue(count: int) -> Any:
    from datetime import date  # noqa: PLC0415

    from django.core.files.base import ContentFile  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bulletins.issues.models import Issue  # noqa: PLC0415
    from bulletins.publications.models import Publication  # noqa: PLC0415
    from bulletins.subscribers.benchmarks import specimen  # noqa: PLC0415

    now = timezone.now()
    publication = Publication.objects.earliest("pk")
    _readers(count, publication, now)
    issue = Issue.objects.create(
        publication=publication,
        period_start=date(2017, 7, 21),
        period_end=date(2017, 7, 27),
        status=Issue.Status.PUBLISHED,
    )
    edition = issue.editions.create(
        number=1, content={"title": issue.title}, sha256="", published_at=now
    )
    for kind, body in (("email_html", specimen.html()), ("email_text", specimen.text())):
        rendition = edition.renditions.create(
            kind=kind, status="done", sha256=sha256(body.encode()).hexdigest()
        )
        rendition.file.save(kind, ContentFile(body.encode()))
    return issue


def _readers(count: int, publication: Any, now: Any) -> None:
    from bulletins.subscribers.models import (  # noqa: PLC0415
        Subscriber,
        Subscription,
        address_hash,
    )

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


@contextmanager
def _database(name: str) -> Iterator[None]:
    """A PostgreSQL database of the run's own; with SQLite the folder is enough."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield
        return
    import psycopg  # noqa: PLC0415

    server, _, _ = url.rpartition("/")
    database = Path(name).name.replace("-", "_").lower()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{database}"')
        os.environ["DATABASE_URL"] = f"{server}/{database}"
        yield
        admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def _broker(folder: Path) -> Iterator[None]:
    """A Redis on a socket in the folder, where the embedded settings look for it."""
    program = shutil.which("redis-server") or shutil.which(
        "redis-server", path=Path(sys.executable).parent
    )
    if program is None:
        raise RuntimeError("No redis-server on PATH.")
    (folder / "run").mkdir()
    socket = folder / "run" / "redis.sock"
    process = subprocess.Popen(
        [program, "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    yield
    process.terminate()
    process.wait()


@contextmanager
def _workers(folder: Path, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "celery", "-A", "ishm", "worker", "--queues", "mail"]
    command += ["--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"]
    processes = []
    for number in range(count):
        with (folder / f"worker-{number}.log").open("wb") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _family(pid: int) -> list[int]:
    """A process and its children."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in path.read_text().split())]


def _wait_for(pids: list[int]) -> None:
    """Until each worker has its child and both have come to rest."""
    while any(len(_family(pid)) < 2 for pid in pids):
        time.sleep(0.1)
    time.sleep(2)


def _cpu(pids: list[int]) -> float:
    """Processor seconds of the workers so far."""
    ticks = 0
    for pid in (member for each in pids for member in _family(each)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _peak_memory(pids: list[int]) -> float:
    """The largest resident size, in MB, any worker's child had."""
    peaks = []
    for pid in (child for each in pids for child in _family(each)[1:]):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        peaks += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")]
    return max(peaks)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:4]))))
