"""Sending 65 KB to thousands of readers, ours and others', in one run with the order rotated.

Each way runs in a process of its own against a fresh mail server, whose own count must equal what
the sender claims, and which must have been idle for part of the time. Ours is whole: Celery,
broker, database, every row and every commit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from statistics import median

from django.core.management.base import CommandError

from bulletins.benchmarking import Comparison
from bulletins.subscribers.benchmarks import specimen
from bulletins.subscribers.benchmarks.site import END_TO_END, site

COUNT = int(os.environ.get("BENCH_COUNT", "4000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
# A slow way gets fewer messages, so that each takes some seconds; only rates are compared.
FEW = max(100, COUNT // 8)
RELAY = 0.005  # seconds until a mail server some milliseconds away answers
# Beyond this share of a core the mail server would be what is measured.
MOST_BUSY = 0.9
PEER = "django-newsletter==1.2.1"
_HERE = Path(__file__).parent
_MODULE = "bulletins.subscribers.benchmarks"


@dataclass(frozen=True)
class Figure:
    """One run of one way."""

    rate: float  # messages per second
    cpu: float  # processor milliseconds per message, of the sender
    sink: float  # share of a core the mail server took
    memory: float  # MB, the largest of its processes


Way = Callable[[], Figure]


def against_peers() -> Iterator[Comparison]:
    """The ratios that are held, and what durability costs."""
    with tempfile.TemporaryDirectory(prefix="ishm-peer-") as name, site(COUNT) as copy:
        ways: dict[str, Way] = {
            "django": partial(_sender, "django_send_messages", FEW, 1),
            "ours": partial(_whole, copy, COUNT, connections=10),
            "no ledger": partial(_sender, "ours_without_ledger", COUNT, 20),
            "relay smtplib": partial(_sender, "smtplib_threads", COUNT // 2, 10, delay=RELAY),
            "relay ours": partial(_whole, copy, COUNT, connections=5, delay=RELAY),
        }
        if peer := _peer_python(Path(name)):
            ways["newsletter"] = partial(_newsletter, peer, Path(name), FEW)
        found = _by_turns(ways)
    yield from _comparisons(found, _database(copy))


def memory() -> Iterator[Comparison]:
    """A worker's peak over 100,000 readers against the same over 1,000."""
    peaks = []
    for readers in (100_000, 1000):
        with site(readers) as copy:
            peaks.append(_whole(copy, readers, connections=5).memory)
    many, few = peaks
    yield Comparison(
        "worker memory, 100,000 readers", many, "1,000 readers", few, "MB", 1.1, at_least=0.9
    )


def _comparisons(found: dict[str, Figure], database: str) -> Iterator[Comparison]:
    ours, django, bare = found["ours"], found["django"], found["no ledger"]
    whole = f"ours, whole, {database}, ledger on"
    yield _rate(whole, ours, "Django send_messages", django, 10)
    if "newsletter" in found:
        yield _rate(whole, ours, PEER, found["newsletter"], 15)
    yield _rate(
        f"{whole}, 5 ms per reply, 10 connections",
        found["relay ours"],
        "smtplib, serialized once, 10 threads",
        found["relay smtplib"],
        3,
    )
    yield _rate(whole, ours, "ours with the ledger off", bare, None)
    yield Comparison(
        "processor time per message, ours whole", ours.cpu, "Django", django.cpu, "ms", 0.1
    )
    yield Comparison(
        "processor time per message, ledger on", ours.cpu, "ledger off", bare.cpu, "ms"
    )
    yield Comparison(
        "the mail server while ours sends", ours.sink, "a whole core", 1, "cores", MOST_BUSY
    )


def _rate(what: str, ours: Figure, against: str, theirs: Figure, limit: float | None) -> Comparison:
    return Comparison(what, ours.rate, against, theirs.rate, "messages/s", at_least=limit)


def _by_turns(ways: Mapping[str, Way]) -> dict[str, Figure]:
    """The median of each way, the order rotated from round to round."""
    runs: dict[str, list[Figure]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(ROUNDS):
        for step in range(len(names)):
            name = names[(turn + step) % len(names)]
            runs[name].append(ways[name]())
    return {name: _median(figures) for name, figures in runs.items()}


def _median(figures: list[Figure]) -> Figure:
    names = [field.name for field in fields(Figure)]
    return Figure(**{name: median(getattr(each, name) for each in figures) for name in names})


def _whole(
    copy: Mapping[str, str], count: int, *, connections: int, workers: int = 2, delay: float = 0
) -> Figure:
    environment = {**copy, "SENDING_CONNECTIONS": str(connections)}
    command = [sys.executable, "-m", END_TO_END, "send"]
    return _measure(command, count, [str(workers)], environment, delay)


def _sender(way: str, count: int, connections: int, *, delay: float = 0) -> Figure:
    command = [sys.executable, "-m", f"{_MODULE}.senders", way]
    return _measure(command, count, [str(count), str(connections)], os.environ, delay)


def _newsletter(python: Path, folder: Path, count: int) -> Figure:
    (folder / "text").write_text(specimen.text())
    (folder / "html").write_text(specimen.html())
    command = [str(python), str(_HERE / "newsletter_peer.py"), str(folder)]
    return _measure(command, count, [str(count)], os.environ, 0)


def _measure(
    command: list[str],
    count: int,
    arguments: list[str],
    environment: Mapping[str, str],
    delay: float,
) -> Figure:
    """Run a sender against a mail server of its own; refuse a claim the server does not share."""
    with tempfile.TemporaryDirectory(prefix="ishm-sink-") as name:
        port_file, count_file = Path(name, "port"), Path(name, "count")
        sink = subprocess.Popen(
            [sys.executable, "-m", f"{_MODULE}.sink", port_file, count_file, str(delay)]
        )
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            time.sleep(0.02)
        try:
            done = subprocess.run(
                [*command, port_file.read_text().strip(), *arguments],
                env=environment,
                stdout=subprocess.PIPE,
                check=False,
            )
        finally:
            sink.send_signal(signal.SIGTERM)
            sink.wait()
        counted = json.loads(count_file.read_text())
    if done.returncode:
        raise CommandError(f"{command[-1]} failed, see above. Nothing was measured.")
    figures = json.loads(done.stdout.splitlines()[-1])
    if not counted["count"] == figures["sent"] == count:
        raise CommandError(
            f"{command[-1]} claims {figures['sent']} of {count} messages, the mail server counted "
            f"{counted['count']}. Nothing was measured."
        )
    return Figure(
        rate=count / figures["seconds"],
        cpu=1000 * figures["cpu"] / count,
        sink=counted["busy"] / figures["seconds"],
        memory=figures.get("memory", 0),
    )


def _database(copy: Mapping[str, str]) -> str:
    return "PostgreSQL" if copy["DATABASE_URL"] else "SQLite, for want of PostgreSQL,"


def _peer_python(folder: Path) -> Path | None:
    """The peer in an environment of its own; none when it cannot be installed here."""
    environment = folder / "environment"
    python = environment / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        # Its thumbnail library is one of two it can work with, and is not in its requirements.
        wanted = [PEER, "Django==4.2.*", "sorl-thumbnail", "Pillow", "setuptools<81"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    except subprocess.CalledProcessError:
        return None
    return python
