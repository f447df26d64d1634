"""A broker and Celery workers of a benchmark's own, and what they take of the machine.

The figures are read from ``/proc``, as ``man 5 proc`` describes it: on Linux only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

KILOBYTES = 1024  # The kernel counts in these; a megabyte has as many.
REST = 2  # seconds in which workers that are ready use next to no processor
IDLE = 0.05  # seconds of work: their heartbeats


@contextmanager
def broker(folder: Path) -> Iterator[None]:
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
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def workers(
    folder: Path,
    *,
    queue: str,
    count: int = 1,
    app: str = "ishm",
    environment: Mapping[str, str] = os.environ,
) -> Iterator[list[int]]:
    """Celery workers of one process each, by their process ids; their logs lie in the folder."""
    command = [sys.executable, "-m", "celery", "-A", app, "worker", "--queues", queue]
    command += ["--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"]
    processes = []
    for number in range(count):
        with (folder / f"worker-{number}.log").open("wb") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))
    try:
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def wait_for(pids: Sequence[int]) -> None:
    """Until each worker has its child and all have come to rest, on a busy machine too."""
    while any(len(_family(pid)) < 2 for pid in pids):
        if ended := [pid for pid in pids if not _runs(pid)]:
            raise RuntimeError(f"Worker {ended[0]} ended as soon as it was started.")
        time.sleep(0.1)
    before, now = -1.0, processor_seconds(pids)
    while now - before > IDLE:
        time.sleep(REST)
        before, now = now, processor_seconds(pids)


def processor_seconds(pids: Sequence[int]) -> float:
    """What the workers and their children have used so far."""
    ticks = 0
    for pid in (member for each in pids for member in _family(each)):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_memory(pids: Sequence[int]) -> float:
    """The largest resident size, in MB, any worker's child had."""
    return max(_peak(child) for pid in pids for child in _family(pid)[1:])


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / KILOBYTES for line in lines if line.startswith("VmHWM"))


def _runs(pid: int) -> bool:
    """It has not ended; one that has and was not awaited is a zombie."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def _family(pid: int) -> list[int]:
    """A process and its children."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in path.read_text().split())]
