"""Ends a group of processes whose supervisor died without ending them (``kill -9``).

The supervisor writes one line for each process to our standard input: ``+PID`` when it started,
``-PID`` when it ended. When the input ends, whatever is still listed is ended. We inherit the lock
of the data folder, so that nobody starts a new copy before that is done.

It imports nothing but Python itself: it must be small, and alive before everything else.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress

PATIENCE_SECONDS = 10


def main() -> None:
    """Listen until the supervisor is gone."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.append(group)
        elif group in groups:
            groups.remove(group)
    end(groups[1:])
    end(groups[:1])  # The broker, started first: workers end better while it is there.


def end(groups: list[int]) -> None:
    """Ask process groups to end; make them, when they do not."""
    left = [group for group in groups if send(group, signal.SIGTERM)]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [group for group in left if send(group, 0)]
    for group in left:
        send(group, signal.SIGKILL)


def send(group: int, number: int) -> bool:
    """Whether there was anybody to send the signal to; number 0 only asks that."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    main()
