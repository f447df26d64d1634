"""``benchmark load``: two hundred readers while an issue is drawn and sent, all on one machine.

The whole product in a copy of its own: web server, broker, workers for mails and a mail server that
only takes. What the readers wait and how fast mails go is measured alone first, then with
everything at once, a drawing of the issue's PDF after the other beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import CommandError

from bulletins.benchmarking import Comparison, processes
from bulletins.subscribers.benchmarks.site import database
from ishm.ports import HOST, reserve_port

READERS = 200
SECONDS_TO_START = 120
SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
MAILS = int(os.environ.get("BENCH_COUNT", "12000"))
# Each reader looks at another page after a second or so; wrk says how long the slowest waited.
LUA = """
local paths = {"/issues/122/", "/archive/", "/incidents/", "/search/?q=Mosul"}
local at = 0
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
delay = function() return math.random(500, 1500) end
done = function(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("p95 %d failed %d of %d\\n",
    latency:percentile(95), failed, summary.requests))
end
"""
SAID = re.compile(r"p95 (\d+) failed (\d+) of (\d+)")
PREPARE = f"""
from django.utils import timezone
from bulletins.issues import renditions
from bulletins.issues.models import Rendition
from bulletins.publications.models import Publication
from bulletins.subscribers.benchmarks.end_to_end import readers_of
readers_of({MAILS}, Publication.objects.weekly(), timezone.now())
for each in Rendition.objects.waiting():
    renditions.make(rendition_id=each.pk, at=timezone.now())
"""
# Sends the issue once more and says how many mails went in a second; rings as the beat would. What
# does not move for five minutes is not waited for.
SEND = """
import time
from django.utils import timezone
from bulletins.issues.models import Issue
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
Mailing.objects.all().delete()
mailing = mailings.queue_mailing(
    issue=Issue.objects.get(number=122), send_at=timezone.now(), at=timezone.now()
)
until = time.monotonic() + 300
while mailing.state != "finished":
    mailings.send_due(at=timezone.now())
    time.sleep(1)
    mailing.refresh_from_db()
    if mailing.state in ("held", "paused") or time.monotonic() > until:
        raise SystemExit(f"The mailing is {mailing.state}: {mailing.counts()} {mailing.reason}")
seconds = (mailing.finished_at - mailing.started_at).total_seconds()
print(mailing.counts()["sent"] / seconds)
"""
DRAW = """
from bulletins.issues import documents
from bulletins.issues.models import Edition, Rendition
from ishm import courtesy
courtesy.give_way_to_all()
edition = Edition.objects.get(issue__number=122)
while True:
    documents.draw(edition, Rendition.Kind.PDF)
"""


@dataclass
class Copy:
    """A running copy: its environment and the port of its web server."""

    environment: dict[str, str]
    port: int

    def manage(self, *words: str) -> str:
        """What a command prints; raises ``CommandError`` with its last words when it fails."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if ended.returncode:
            raise CommandError(f"manage.py {words[0]} failed:\n{ended.stderr[-2000:]}")
        return ended.stdout

    def web_said(self) -> str:
        """The end of the web server's log."""
        return Path(self.environment["DATA_DIR"], "web.log").read_text()[-2000:]

    def send(self) -> float:
        """Mails a second."""
        return float(self.manage("shell", "-v0", "-c", SEND))

    def read(self, script: Path) -> float:
        """The 95th percentile of what two hundred readers wait, in milliseconds."""
        command = ["wrk", "-t1", f"-c{READERS}", f"-d{SECONDS}s", "--timeout", "30s"]
        command += ["-s", str(script), f"http://{HOST}:{self.port}"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found = SAID.search(said)
        if found is None or int(found[2]) or not int(found[3]):
            raise CommandError(f"Not every page was answered well:\n{said}\n{self.web_said()}")
        return int(found[1]) / 1000


def load() -> Iterator[Comparison]:
    """Readers and mails, each alone and then with everything at once."""
    if shutil.which("wrk") is None:
        raise CommandError("No wrk on PATH. Install it (apt install wrk); nothing was measured.")
    with running_copy() as copy, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA)
        script.flush()
        look = partial(copy.read, Path(script.name))
        look()  # What a process does only once is not its speed.
        idle = median(look() for _ in range(3))
        alone = copy.send()
        with drawing(copy), reading(look) as waits:
            together = copy.send()
    yield Comparison(
        f"{READERS} readers while an issue is drawn and sent, 95th percentile",
        *(median(waits), "nothing else", idle, "ms"),
        at_most=3,
    )
    yield Comparison(
        f"mails while {READERS} readers read and an issue is drawn",
        *(together, "nothing else", alone, "messages/s"),
        at_least=0.5,
    )


@contextmanager
def running_copy() -> Iterator[Copy]:
    """The sample week published and drawn, readers subscribed, everything started."""
    with ExitStack() as started:
        name = started.enter_context(tempfile.TemporaryDirectory(prefix="ishm-bench-"))
        folder = Path(name)
        port, mark = reserve_port()
        started.enter_context(mark)
        environment = {**os.environ, "DATA_DIR": name, "LOG_LEVEL": "ERROR", "REDIS_URL": ""}
        environment["DATABASE_URL"] = started.enter_context(database(name))
        environment |= {"SITE_URL": f"http://{HOST}:{port}", "SENDING_CONNECTIONS": "5"}
        environment["EMAIL_URL"] = f"smtp://{HOST}:{started.enter_context(mail_server(folder))}"
        copy = Copy(environment, port)
        copy.manage("migrate", "-v0")
        copy.manage("sample_data", "-v0")
        copy.manage("publish_issue", "122", "--approve")
        copy.manage("shell", "-v0", "-c", PREPARE)
        started.enter_context(processes.broker(folder))
        web = [sys.executable, "ishm/web.py", "--port", str(port)]
        started.enter_context(process(web, environment, log=folder / "web.log"))
        wait_until_it_answers(port)
        workers = processes.workers(folder, queue="mail", count=2, environment=environment)
        processes.wait_for(started.enter_context(workers))
        yield copy


def wait_until_it_answers(port: int) -> None:
    """Until the web server has loaded the site; raises ``CommandError`` when it never does."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return
        time.sleep(0.1)
    raise CommandError(f"The web server did not answer within {SECONDS_TO_START} s.")


@contextmanager
def mail_server(folder: Path) -> Iterator[int]:
    """The port of one that takes everything and costs little."""
    port_file = folder / "port"
    sink = [sys.executable, "-m", "bulletins.subscribers.benchmarks.sink"]
    command = [*sink, str(port_file), str(folder / "count"), "0"]
    with process(command, dict(os.environ), log=folder / "sink.log"):
        while not (port_file.exists() and port_file.read_text()):
            time.sleep(0.05)
        yield int(port_file.read_text())


@contextmanager
def process(command: list[str], environment: dict[str, str], *, log: Path) -> Iterator[None]:
    """Runs as long as it is needed; what it says goes into the log."""
    with log.open("wb") as output:
        started = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        started.terminate()
        started.wait(60)


def drawing(copy: Copy) -> AbstractContextManager[None]:
    """One drawing of the issue's PDF after the other."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", DRAW]
    log = Path(copy.environment["DATA_DIR"], "drawing.log")
    return process(command, copy.environment, log=log)


@contextmanager
def reading(look: Callable[[], float]) -> Iterator[list[float]]:
    """Readers without pause in a thread; the waits of each round, the last one to its end.

    A round that failed is raised in the end: without it there would be nothing to compare.
    """
    waits: list[float] = []
    is_over = threading.Event()

    def rounds() -> None:
        while not is_over.is_set():
            waits.append(look())

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(rounds)
        try:
            yield waits
        finally:
            is_over.set()
        running.result()


BENCHMARKS = {"load": load}
