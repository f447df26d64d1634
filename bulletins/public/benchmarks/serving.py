"""A published page as served, against a plain file and against rendering it for every reader.

One server process on the embedded configuration, the load from ``wrk`` beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from django.core.management.base import CommandError

from bulletins.benchmarking import Comparison

TURNS = 3
SECONDS = 3
CONNECTIONS = 8
NUMBER = "122"
FILE = "bench/issue.html"
_DRAW = """
from django.utils import timezone
from bulletins.issues import renditions
from bulletins.issues.models import Rendition
for rendition in Rendition.objects.waiting().filter(kind="web"):
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
"""
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAILED = re.compile(r"Non-2xx|Socket errors")


def site() -> Iterator[Comparison]:
    """Requests a second; the three addresses take turns."""
    if shutil.which("wrk") is None:
        raise CommandError("No wrk on PATH. Install it (apt install wrk); nothing was measured.")
    with tempfile.TemporaryDirectory(prefix="ishm-bench-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": "", "DEBUG": "false"}
        _publish_sample(environment)
        with _server(environment) as url:
            page = f"{url}/issues/{NUMBER}/"
            _store_as_file(page, Path(folder))
        with _server(environment) as url:
            yield from _compare(url)


def _compare(url: str) -> Iterator[Comparison]:
    addresses = {
        "page": f"{url}/issues/{NUMBER}/",
        "file": f"{url}/static/{FILE}",
        "rendered": f"{url}/bench/rendered/{NUMBER}/",
    }
    if _body(addresses["page"]) != _body(addresses["file"]):
        raise CommandError("The page and the file differ; nothing was measured.")
    _body(addresses["rendered"])
    rates: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(TURNS):
        for name, address in addresses.items():
            rates[name].append(_rate(address))
    page, file, rendered = (median(rates[name]) for name in addresses)
    yield Comparison("issue page as served", page, "plain file", file, "requests/s", at_least=0.5)
    yield Comparison(
        "issue page as served", page, "rendered every time", rendered, "requests/s", at_least=10
    )


def _publish_sample(environment: dict[str, str]) -> None:
    for arguments in (
        ["migrate", "-v0"],
        ["sample_data"],
        ["publish_issue", NUMBER, "--approve"],
        ["shell", "-c", _DRAW],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=environment,
            check=True,
            capture_output=True,
        )


def _store_as_file(page: str, folder: Path) -> None:
    target = folder / "static" / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_body(page))


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    granian = Path(sys.executable).with_name("granian")
    process = subprocess.Popen(
        [
            str(granian), "--interface", "wsgi", "--port", str(port), "--workers", "1",
            "--blocking-threads", "1", "--no-log", "bulletins.public.bench_server:application",
        ],
        env=environment | {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The server did not start within 30 seconds; nothing was measured.")


def _body(address: str) -> bytes:
    with urlopen(address, timeout=30) as response:  # noqa: S310  # our own server
        return bytes(response.read())


def _rate(address: str) -> float:
    """Requests a second that were answered well."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = _RATE.search(output)
    if found is None or _FAILED.search(output):
        raise CommandError(f"Not every request to {address} was answered:\n{output}")
    return float(found[1])
