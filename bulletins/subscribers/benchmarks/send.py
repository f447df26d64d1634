"""Sending 65 KB to thousands of readers, ours and others', in one run with the order rotated.

Each way runs in a process of its own against a fresh mail server, whose own count must equal what
the sender claims. Ours is whole: Celery, broker, database, every row and every commit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bulletins.benchmarking import Comparison
from bulletins.subscribers.benchmarks import specimen

COUNT = int(os.environ.get("BENCH_COUNT", "4000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
# A slow way gets fewer messages, so that each takes some seconds; only rates are compared.
FEW = max(100, COUNT // 8)
PEER = "django-newsletter==1.2.1"
_HERE = Path(__file__).parent
_MODULE = "bulletins.subscribers.benchmarks"


@dataclass(frozen=True)
class Figure:
    """One run of one way."""

    rate: float  # messages per second
    cpu: float  # processor milliseconds per message, of the sender
    memory: float = 0  # MB, the largest of its processes


Way = Callable[[], Figure]


def against_peers() -> Iterator[Comparison]:
    """The ratios that are held, and what durability costs."""
    with tempfile.TemporaryDirectory(prefix="ishm-peer-") as name:
        peer = _peer_python(Path(name))
        ways: dict[str, Way] = {
            "django": lambda: _sender("django_send_messages", FEW, 1),
            "ours": lambda: _whole(COUNT, connections=10),
            "bare": lambda: _sender("ours_without_ledger", COUNT, 10),
            "relay smtplib": lambda: _sender("smtplib_threads", COUNT // 2, 10, delay=0.005),
            "relay ours": lambda: _whole(COUNT, delay=0.005, workers=2, connections=5),
        }
        if peer:
            ways["newsletter"] = lambda: _newsletter(peer, Path(name), FEW)
        found = _by_turns(ways)
    yield from _comparisons(found)


def memory() -> Iterator[Comparison]:
    """A worker's peak over 100,000 readers against the same over 1,000."""
    many, few = _whole(100_000), _whole(1000)
    yield Comparison(
        "worker memory, 100,000 readers", many.memory, "1,000 readers", few.memory, "MB", 1.1
    )


def _comparisons(found: dict[str, Figure]) -> Iterator[Comparison]:
    ours, django = found["ours"], found["django"]
    whole = "ours, whole, ledger on"
    yield _rate(whole, ours, "Django send_messages", django, 10)
    if "newsletter" in found:
        yield _rate(whole, ours, "django-newsletter", found["newsletter"], 15)
    yield _rate(
        "ours, whole, 5 ms per reply, 10 connections",
        found["relay ours"],
        "smtplib, serialized once, 10 threads",
        found["relay smtplib"],
        3,
    )
    yield _rate(whole, ours, "ours without ledger, 10 connections", found["bare"], None)
    yield Comparison(
        "processor time per message, ours whole", ours.cpu, "Django", django.cpu, "ms", 0.1
    )


def _rate(what: str, ours: Figure, against: str, theirs: Figure, limit: float | None) -> Comparison:
    return Comparison(what, ours.rate, against, theirs.rate, "messages/s", at_least=limit)


def _by_turns(ways: dict[str, Way]) -> dict[str, Figure]:
    """The median of each way, the order rotated from round to round."""
    runs: dict[str, list[Figure]] = {name: [] for name in ways}
    names = list(ways)
    for turn in range(ROUNDS):
        for step in range(len(names)):
            name = names[(turn + step) % len(names)]
            runs[name].append(ways[name]())
    return {
        name: Figure(median(each.rate for each in figures), median(each.cpu for each in figures))
        for name, figures in runs.items()
    }


def _whole(count: int, *, delay: float = 0, workers: int = 2, connections: int = 5) -> Figure:
    environment = {"SENDING_CONNECTIONS": str(connections), "SENDING_WORKERS": str(workers)}
    command = [sys.executable, "-m", f"{_MODULE}.end_to_end"]
    return _measure(command, count, [str(count), str(workers)], environment, delay)


def _sender(way: str, count: int, connections: int, *, delay: float = 0) -> Figure:
    command = [sys.executable, "-m", f"{_MODULE}.senders", way]
    return _measure(command, count, [str(count), str(connections)], {}, delay)


def _newsletter(python: Path, folder: Path, count: int) -> Figure:
    (folder / "text").write_text(specimen.text())
    (folder / "html").write_text(specimen.html())
    command = [str(python), str(_HERE / "newsletter_peer.py"), str(folder)]
    return _measure(command, count, [str(count)], {}, 0)


def _measure(
    command: list[str], count: int, arguments: list[str], environment: dict[str, str], delay: float
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
                env={**os.environ, **environment},
                stdout=subprocess.PIPE,
                check=True,
            )
        finally:
            sink.send_signal(signal.SIGTERM)
            sink.wait()
        counted = int(count_file.read_text())
    if counted != count:
        raise RuntimeError(f"{command[-1]} claims {count} messages, the server counted {counted}.")
    figures = json.loads(done.stdout.splitlines()[-1])
    return Figure(
        count / figures["seconds"], 1000 * figures["cpu"] / count, figures.get("memory", 0)
    )


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
