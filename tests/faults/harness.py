"""A send with real parts that break: workers in their own process groups, a broker, a mail server.

The test's own process is the beat: it rings the tick as often as it likes (every ring is doubled),
samples the rows, and kills. The mail server's log is the truth about what was accepted.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
from ishm.celery import TICK, app
from tests.fixtures.servers import ROOT, Worker, process_environment
from tests.subscribers.factories import make_issue, make_readers

IS_FULL = os.environ.get("FAULTS") == "full"


def size(small: int, full: int) -> int:
    """How many recipients, kills or seconds: few in `make test`, all in `make faults`."""
    return full if IS_FULL else small


def say(line: str) -> None:
    """One line per figure, also when pytest keeps output to itself."""
    sys.__stdout__.write(f"  {line}\n")
    sys.__stdout__.flush()
    if path := os.environ.get("FAULTS_REPORT"):
        with Path(path).open("a") as report:
            report.write(line + "\n")


class SinkProcess:
    """The mail server of tests/faults/sink.py as a process."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder / "accepted.jsonl"
        self._port_file = folder / "port"
        self._port_file.unlink(missing_ok=True)
        self.arguments = arguments
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.faults.sink", "--log", self.log),
                *("--port-file", self._port_file, *arguments),
            ],
            cwd=ROOT,
            start_new_session=True,
        )
        while not self._port_file.exists():
            assert self.process.poll() is None
            time.sleep(0.02)
        self.port = int(self._port_file.read_text())

    def accepted(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of everything it took, in order."""
        if not self.log.exists():
            return []
        lines = self.log.read_text().splitlines()
        return [(address, message_id) for address, message_id in map(json.loads, lines)]

    def left_open(self) -> int:
        """How many messages it gave no clear answer to after DATA."""
        return len((self.log.parent / "left-open").read_text().splitlines())

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


class Bell:
    """The beat, quicker: a minute is long for a test. Rings every two seconds at the most."""

    def __init__(self, *, rings: int = 1) -> None:
        self.rings, self.rung_at = rings, 0.0

    def ring(self) -> bool:
        """Always true, so that it can stand before a condition that is waited for."""
        if time.monotonic() - self.rung_at > 2:
            self.rung_at = time.monotonic()
            for _ in range(self.rings):
                with suppress(OperationalError, RedisError, OSError):
                    app.send_task(TICK)
        return True


@dataclass
class Send:
    """One mailing under way, and what was seen of it."""

    mailing: Mailing
    sink: SinkProcess
    environment: dict[str, str]
    folder: Path
    workers: list[Worker] = field(default_factory=list)
    samples: int = 0
    kills: int = 0
    worst_gap: float = 0

    def start_worker(self) -> Worker:
        """A worker of its own process group, not awaited."""
        worker = Worker(
            *("--queues", "mail,default", "--concurrency", "1", "--loglevel", "WARNING"),
            *("--without-mingle", "--without-gossip", "--without-heartbeat"),
            log=self.folder / f"worker-{time.monotonic_ns()}.log",
            environment=self.environment,
        )
        self.workers.append(worker)
        return worker

    def kill(self, worker: Worker) -> None:
        """End a whole group in the middle of whatever it does."""
        worker.kill()
        self.workers.remove(worker)
        self.kills += 1

    def tick(self) -> dict[str, int]:
        """Ring every door twice, look at the rows: their sum is the list, at every moment."""
        for _ in range(2):
            mailings.send_due(at=timezone.now())
        counts = self.mailing.counts()
        self.samples += 1
        assert sum(counts.values()) == self.mailing.recipients, counts
        return counts

    def tick_until(
        self,
        done: Callable[[dict[str, int]], bool],
        *,
        seconds: float,
        every: float = 0.25,
        at_each: Callable[[dict[str, int]], None] = lambda counts: None,
    ) -> dict[str, int]:
        """Ring and look until something is true of the counts."""
        deadline = time.monotonic() + seconds
        counts: dict[str, int] = {}
        while time.monotonic() < deadline:
            with suppress(DatabaseError):
                counts = self.tick()
                at_each(counts)
                if done(counts):
                    return counts
            if connection.connection is not None and not connection.is_usable():
                connection.close()
            time.sleep(every)
        raise AssertionError(f"not within {seconds} s: {counts}; {self.logs()}")

    def logs(self) -> str:
        self.mailing.refresh_from_db()
        tails = [worker.log[-1500:] for worker in self.workers]
        return f"{self.mailing.state} {self.mailing.reason}\n" + "\n".join(tails)

    def resolve(self) -> int:
        """Settle what is in doubt by the mail server's log, until nothing is; how many times."""
        rounds = 0
        while self.mailing.deliveries.in_doubt().exists():
            taken = {message_id for _, message_id in self.sink.accepted()}
            mailings.resolve_by_proof(
                mailing=self.mailing, taken=taken, by="sink log", at=timezone.now()
            )
            self.tick_until(is_settled, seconds=120)
            rounds += 1
        return rounds

    def duplicates(self) -> int:
        """How many messages were accepted more than once for the same reader."""
        per_reader = Counter(address for address, _ in self.sink.accepted())
        return sum(count - 1 for count in per_reader.values())

    def missed(self) -> int:
        """How many readers whose row says sent are not in the mail server's log."""
        taken = {address for address, _ in self.sink.accepted()}
        rows = self.mailing.deliveries.filter(state="sent").values_list("email", flat=True)
        return len(set(rows) - taken)


def is_settled(counts: dict[str, int]) -> bool:
    """No row is still to come."""
    return counts["queued"] + counts["claimed"] + counts["sending"] == 0


@contextmanager
def a_send(settings, broker: str, *, recipients: int, sink: tuple[str, ...] = (), **options: str):
    """A started mailing with its mail server; workers are the test's to start."""
    with tempfile.TemporaryDirectory(prefix="ishm-faults-") as name:
        folder = Path(name)
        server = SinkProcess(folder, *sink)
        send: Send | None = None
        values = {
            "SENDING_LEASE": "8",
            "SENDING_ROUND": "2",
            "EMAIL_TIMEOUT": "2",
            "SENDING_BACKOFF": "1,2",
            "SENDING_KEEPS_TRYING": "1",
            "SENDING_WORKERS": "2",
            **options,
        }
        settings.SENDING_WORKERS = int(values["SENDING_WORKERS"])
        environment = {
            **process_environment(settings),
            "TEST_EMAIL_PORT": str(server.port),
            "TEST_BROKER_URL": broker,
            **values,
        }
        try:
            make_readers(recipients)
            now = timezone.now()
            mailing = mailings.queue_mailing(issue=make_issue(), send_at=now, at=now)
            mailing.refresh_from_db()
            send = Send(mailing, server, environment, folder)
            yield send
        finally:
            server.stop()
            for worker in send.workers if send else []:
                worker.kill()


def random_moments(seed: int) -> Callable[[], float]:
    """Seconds until the next kill, by seed."""
    chance = random.Random(seed)
    return lambda: chance.uniform(0.2, 1.2)
