"""Measuring two ways of doing the same, in one run: what every room's ``benchmarks.py`` builds on.

A room offers ``BENCHMARKS``: a name, and a function that yields a ``Comparison`` for each rule it
holds. ``manage.py benchmark NAME`` finds, runs and prints them. Absolute figures move by a sixth
from run to run; ratios measured side by side do not, so only ratios are held.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

Work = Callable[[], Any]


@dataclass(frozen=True)
class Comparison:
    """Ours against another way, and the ratio that is to be held. No limit: for information."""

    what: str
    ours: float
    against: str
    theirs: float
    unit: str = "s"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        """Ours divided by theirs."""
        return self.ours / self.theirs

    @property
    def is_held(self) -> bool:
        """The ratio keeps to its limit; true when there is none."""
        above = self.at_most is not None and self.ratio > self.at_most
        below = self.at_least is not None and self.ratio < self.at_least
        return not (above or below)

    @property
    def limit(self) -> str:
        """“≤ 1.15”, “≥ 0.8”, “0.9 – 1.1” or nothing."""
        if self.at_most is not None and self.at_least is not None:
            return f"{self.at_least:g} – {self.at_most:g}"
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""


def seconds(*works: Work, runs: int = 5) -> list[float]:
    """The median time of each work, run by turns so that a busy machine is unfair to none.

    Each is run once before, unmeasured: what a process does only once is not its speed.
    """
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(runs):
        for step in range(len(works)):
            place = (turn + step) % len(works)
            started = time.perf_counter()
            works[place]()
            taken[place].append(time.perf_counter() - started)
    return [median(times) for times in taken]
