"""Runs a few processes as one: one readable log, one Ctrl-C, nothing left behind.

Each part runs in a session of its own, so that Ctrl-C in the terminal reaches only us and the parts
are ended in order, last started first. A part that dies is started again; one that keeps dying
ends the whole. Should we be killed ourselves, the guardian ends what we leave.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import IO

GUARDIAN = Path(__file__).with_name("guardian.py")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COLORS = (36, 33, 35, 32, 34, 31)

# A part that dies this often within this time is broken, not unlucky.
DEATHS_ALLOWED = 4
WITHIN_SECONDS = 60.0
ECHO_SECONDS = 1.0


class PartsFailed(Exception):
    """A part kept dying. Its own words are in the log above."""


@dataclass(frozen=True)
class Part:
    """One process: its name in the log, its command, and how many seconds it may take to end."""

    name: str
    command: Sequence[str | Path]
    patience: float = 10.0


@dataclass
class Child:
    """A part that was started: its latest process, and when earlier ones died."""

    part: Part
    process: subprocess.Popen[bytes]
    deaths: list[float] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Its latest process has not ended."""
        return self.process.poll() is None


class Log:
    """Writes whole lines, each with the name of the part that said it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._has_colors = stream.isatty() and "NO_COLOR" not in os.environ
        self._names: list[str] = []

    def line(self, name: str, text: str) -> None:
        """One line; the terminal may be gone, which must not end the parts out of order."""
        with self._lock, suppress(OSError, ValueError):
            self._stream.write(f"{self._label(name)} {text}\n")
            self._stream.flush()

    def plain(self, text: str = "") -> None:
        """Text of our own, as it is."""
        with self._lock, suppress(OSError, ValueError):
            self._stream.write(f"{text}\n")
            self._stream.flush()

    def follow(self, name: str, source: IO[bytes]) -> None:
        """Copy everything a part says until it ends."""
        for raw in source:
            self.line(name, raw.decode(errors="replace").rstrip())

    def _label(self, name: str) -> str:
        label = f"{name:<7}|"
        if not self._has_colors:
            return label
        if name not in self._names:
            self._names.append(name)
        color = COLORS[self._names.index(name) % len(COLORS)]
        return f"\033[{color}m{label}\033[0m"


class Supervisor:
    """Starts parts in the given order, watches them, ends them in the opposite order.

    Parts that are started together end together. ``lock`` is an open file the guardian keeps open
    until all is ended.
    """

    def __init__(
        self, *, environment: Mapping[str, str], folder: Path, log: Log, lock: int
    ) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.log = log
        self.lock = lock
        self._groups: list[list[Child]] = []
        self._must_stop = threading.Event()
        self._is_impatient = False
        self._asked_at = 0.0
        self._guardian: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Supervisor:
        self._guardian = subprocess.Popen(
            [sys.executable, "-I", "-S", GUARDIAN],
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=[self.lock],
        )
        for name in STOP_SIGNALS:
            signal.signal(name, self._on_signal)
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def is_stopping(self) -> bool:
        """Somebody asked us to end."""
        return self._must_stop.is_set()

    def start(self, *parts: Part) -> None:
        """Start these parts; from now on they are watched."""
        group: list[Child] = []
        self._groups.append(group)
        # One by one: should the second fail to start, the first must be known already.
        for part in parts:
            group.append(Child(part, self._launch(part)))  # noqa: PERF401

    def watch(self) -> None:
        """Return when somebody asks us to end; raises ``PartsFailed`` when a part keeps dying."""
        while not self._must_stop.wait(0.5):
            for child in chain.from_iterable(self._groups):
                if not child.is_running:
                    self._revive(child)

    def stop(self) -> None:
        """End every part, last started first, and the guardian."""
        for group in reversed(self._groups):
            self._end(group)
        if self._guardian is not None and self._guardian.stdin is not None:
            with suppress(OSError):
                self._guardian.stdin.close()
            self._guardian.wait()

    def _launch(self, part: Part) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [str(word) for word in part.command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            # The child reports itself before it becomes the part: were we killed right after
            # starting it, the guardian would know of it already.
            preexec_fn=self._report_birth,
        )
        threading.Thread(
            target=self.log.follow, args=(part.name, process.stdout), daemon=True
        ).start()
        return process

    def _revive(self, child: Child) -> None:
        name, now = child.part.name, time.monotonic()
        child.deaths = [at for at in child.deaths if now - at < WITHIN_SECONDS] + [now]
        self.log.line(name, f"ended unexpectedly (exit status {child.process.returncode})")
        self._sweep(child.process)
        if len(child.deaths) > DEATHS_ALLOWED:
            raise PartsFailed(f"“{name}” keeps ending; its last words are in the log above.")
        if not self._must_stop.wait(len(child.deaths) - 1):
            self.log.line(name, "starting it again")
            child.process = self._launch(child.part)

    def _end(self, group: list[Child]) -> None:
        for child in group:
            if child.is_running:
                child.process.terminate()
        for child in group:
            self._wait_for(child)
            self._sweep(child.process)

    def _wait_for(self, child: Child) -> None:
        deadline = time.monotonic() + child.part.patience
        while child.is_running and time.monotonic() < deadline and not self._is_impatient:
            time.sleep(0.05)
        if child.is_running:
            self.log.line(child.part.name, "did not end when asked; it is ended now")

    def _sweep(self, process: subprocess.Popen[bytes]) -> None:
        """End what the process started itself and left behind."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._tell_guardian("-", process.pid)

    def _report_birth(self) -> None:
        self._tell_guardian("+", os.getpid())

    def _tell_guardian(self, sign: str, pid: int) -> None:
        if self._guardian is None or self._guardian.stdin is None:
            return  # Nobody to tell: the parts are started outside of “with”.
        with suppress(OSError):
            os.write(self._guardian.stdin.fileno(), f"{sign}{pid}\n".encode())

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # Asked again, somebody is in a hurry; at the same moment, make only passes it on.
        now = time.monotonic()
        if not self._must_stop.is_set():
            self._asked_at = now
        self._is_impatient = now - self._asked_at > ECHO_SECONDS
        self._must_stop.set()
