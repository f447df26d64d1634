"""One server process, and the load from ``wrk`` beside it."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from django.core.management.base import CommandError

SECONDS = 3
CONNECTIONS = 8
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_FAILED = re.compile(r"Non-2xx|Socket errors")


@contextmanager
def served(
    application: str, *, python: Path, environment: Mapping[str, str], folder: Path
) -> Iterator[str]:
    """The WSGI application under granian, one worker of one thread, at the address yielded."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    granian = python.with_name("granian")
    process = subprocess.Popen(
        [
            str(granian), "--interface", "wsgi", "--port", str(port), "--workers", "1",
            "--blocking-threads", "1", "--no-log", application,
        ],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("The server did not start within a minute; nothing was measured.")


def body(address: str) -> bytes:
    """What is served at the address."""
    with urlopen(address, timeout=30) as response:  # noqa: S310  # our own server
        return bytes(response.read())


def rate(address: str) -> float:
    """Requests a second that were answered well."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = _RATE.search(output)
    if found is None or _FAILED.search(output):
        raise CommandError(f"Not every request to {address} was answered:\n{output}")
    return float(found[1])
