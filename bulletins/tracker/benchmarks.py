"""A daily's page while 500 replies a minute come in from 500 networks, and while none do.

A site of its own on the embedded configuration, with two web processes. Quiet and flooded stretches
take turns, so that whatever else the machine does weighs on both.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from bulletins.benchmarking import Comparison
from bulletins.tracker.comments import MOST_PENDING_A_POST
from bulletins.tracker.forms import QUICKEST

REPLIES, SECONDS, TURNS = 500, 60, 4
PROCESSES = 2
SLOWER = 1.2
_PUBLISH = """
from datetime import date
from django.utils import timezone
from bulletins.publications.models import Publication
from bulletins.tracker import renditions, services
from bulletins.tracker.models import DailyRendition, DailyUpdate
update = DailyUpdate.objects.create(
    publication=Publication.objects.daily(), headlines=["Flood"], opening="<p>Water.</p>" * 40,
    date_start=date(2001, 1, 5), date_end=date(2001, 1, 5),
)
services.publish_daily(update=update, at=timezone.now())
for rendition in DailyRendition.objects.filter(kind="web"):
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
"""
_COUNT = """
from bulletins.tracker.models import Comment
print(Comment.objects.pending().count())
"""
PAGE = "/daily/2001-01-05-flood/"
_TOKEN = re.compile(r'name="(token|csrfmiddlewaretoken)"[^>]*value="([^"]+)"')
_OTHER_WAY = re.compile(r'value="([^"]+)"[^>]*name="(token|csrfmiddlewaretoken)"')


def comments() -> Iterator[Comparison]:
    """The time a reader waits, and what a moderator finds in the queue afterwards."""
    with tempfile.TemporaryDirectory(prefix="ishm-bench-") as folder:
        port = _free_port()
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "BEHIND_PROXY": "true",  # so that each reply can name a network of its own
            "SITE_URL": f"http://localhost:{port}",
        }
        _manage(environment, "migrate", "-v0")
        _manage(environment, "shell", "-v0", "-c", _PUBLISH)
        with _server(environment, port):
            quiet, flooded = _measure(port)
        waiting = int(_manage(environment, "shell", "-v0", "-c", _COUNT).split()[-1])
    yield Comparison(
        what=f"a daily's page under {REPLIES} replies in {SECONDS} s",
        ours=median(flooded) * 1000,
        against="without any",
        theirs=median(quiet) * 1000,
        unit="ms",
        at_most=SLOWER,
    )
    yield Comparison(
        what="replies in the queue",
        ours=waiting,
        against="the limit for one post",
        theirs=MOST_PENDING_A_POST,
        unit="replies",
        at_most=1,
    )


def _measure(port: int) -> tuple[list[float], list[float]]:
    """What readers waited, in quiet and in flooded stretches by turns."""
    quiet: list[float] = []
    flooded: list[float] = []
    each = REPLIES // TURNS
    for turn in range(TURNS):
        with ThreadPoolExecutor(8) as pool:
            numbers = range(turn * each, (turn + 1) * each)
            waiting = list(pool.map(lambda number: _Form.opened(port, number), numbers))
        time.sleep(QUICKEST + 1)  # A form that comes back sooner was filled in by a program.
        quiet += _read(port)
        flood = threading.Thread(target=_send, args=(port, waiting))
        flood.start()
        flooded += _read(port)
        flood.join()
    return quiet, flooded


@dataclass(frozen=True)
class _Form:
    """A reply form a reader has opened."""

    headers: dict[str, str]
    fields: dict[str, str]

    @classmethod
    def opened(cls, port: int, number: int) -> _Form:
        headers = {"X-Forwarded-For": f"198.{18 + number // 256}.{number % 256}.9"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"{PAGE}reply/", headers={**headers, "Connection": "close"})
        answer = connection.getresponse()
        cookies = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        html = answer.read().decode()
        hidden = dict(_TOKEN.findall(html)) | {
            name: value for value, name in _OTHER_WAY.findall(html)
        }
        who = {"name": f"Reader {number}", "email": f"{number}@example.org", "text": "Read this."}
        return cls(headers | {"Cookie": cookies}, hidden | who)


def _send(port: int, forms: list[_Form]) -> None:
    """Send the forms evenly over one stretch."""
    pause = SECONDS / TURNS / len(forms)
    with ThreadPoolExecutor(8) as pool:
        sent = []
        for form in forms:
            sent.append(pool.submit(_post, port, form))
            time.sleep(pause)
    answers = {one.result() for one in sent}
    if not answers <= {302, 400}:
        raise RuntimeError(f"Replies were answered {answers}; nothing was measured.")


def _post(port: int, form: _Form) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        **form.headers,
        "Content-Type": "application/x-www-form-urlencoded",
        "Connection": "close",
    }
    connection.request("POST", f"{PAGE}reply/", urlencode(form.fields), headers)
    return connection.getresponse().status


def _read(port: int) -> list[float]:
    """How long each look at the page took, one after the other, for one stretch."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    end = time.monotonic() + SECONDS / TURNS
    while time.monotonic() < end:
        start = time.perf_counter()
        connection.request("GET", PAGE)
        answer = connection.getresponse()
        answer.read()
        took.append(time.perf_counter() - start)
        if answer.status != 200:
            raise RuntimeError(f"The page answered {answer.status}; nothing was measured.")
        time.sleep(0.02)  # A reader, not a load of their own.
    return took


def _manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", str(PROCESSES), "--log-level", "error"),
        "ishm.wsgi:application",
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start within a minute; nothing was measured.")


BENCHMARKS = {"comments": comments}
