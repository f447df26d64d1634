"""What a process and all it started take: memory, shared pages counted once, and processor time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

EVERY = 0.25  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")
_USER_TIME = 13  # The first of four fields of /proc/PID/stat: own and awaited children's times.


class Scale:
    """The most a process tree weighs while the ``with`` blocks run, in MB, and its seconds of work.

    Proportional memory (PSS): what processes share is divided among them, so the sum counts it
    once. ``only`` leaves out processes whose name does not contain it.
    """

    def __init__(self, pid: int, *, only: str = "") -> None:
        self.peak = 0.0
        self.seconds = 0.0
        self._pid = pid
        self._only = only
        self._is_over = threading.Event()

    def __enter__(self) -> None:
        self.seconds -= self._worked()
        self._is_over.clear()
        self._watch = threading.Thread(target=self._weigh)
        self._watch.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._watch.join()
        self.seconds += self._worked()

    def _weigh(self) -> None:
        while True:
            self.peak = max(self.peak, sum(map(_proportional, self._processes())))
            if self._is_over.wait(EVERY):
                return

    def _worked(self) -> float:
        return sum(map(_processor_seconds, self._processes()))

    def _processes(self) -> list[int]:
        return [pid for pid in _tree(self._pid) if self._only in _name(pid)]


def _tree(pid: int) -> Iterator[int]:
    """The process and all that descend from it and still run."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            yield from _tree(int(child))


def _name(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/comm"))


def _proportional(pid: int) -> float:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _processor_seconds(pid: int) -> float:
    # The name of the program stands in parentheses and may hold spaces.
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    times = fields[_USER_TIME - 2 :][:4]
    return sum(map(int, times)) / _TICKS


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # The process has ended.
        return ""
