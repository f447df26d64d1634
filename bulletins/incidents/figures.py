"""Casualty figures: low–high, unknown, and the sums of both, as every surface words them.

An empty figure is unknown, zero is none. Nothing here guesses: a sum with an unknown part says
“at least”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Figure:
    """A number of people: exact, a range, open to one side, or unknown."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        """“4”, “4–7”, “at least 4”, “up to 7” or “unknown”."""
        if self.low is None:
            return UNKNOWN if self.high is None else f"up to {self.high:,}"
        if self.high is None:
            return f"at least {self.low:,}"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"

    @property
    def is_unknown(self) -> bool:
        """Nothing at all was reported."""
        return self.low is None and self.high is None

    @property
    def certain(self) -> int:
        """People the report is sure of; 0 when it is sure of none."""
        return self.low or 0


@dataclass(frozen=True)
class Stated:
    """Low and high of the incidents that give a number, beside those that give none.

    “At least 294” is all that can be said of everything; this says how the known part runs.
    """

    low: int
    high: int
    incidents: int  # with a number
    unknown: int
    unbounded: int  # of those with a number, the ones like “10+”: counted with their low

    @property
    def is_whole(self) -> bool:
        """Every incident gives both ends: the total has said it all."""
        return not (self.unknown or self.unbounded)

    def __str__(self) -> str:
        """“294–331 in the 111 incidents that give a number; unknown in 7”."""
        span = f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"
        words = [f"{span} in the {self.incidents:,} incidents that give a number"]
        if self.unbounded:
            words.append(f"no upper bound in {self.unbounded:,} of them")
        if self.unknown:
            words.append(f"unknown in {self.unknown:,}")
        return "; ".join(words)


@dataclass(frozen=True)
class Totals:
    """What a set of incidents comes to."""

    incidents: int
    deaths: Figure
    injuries: Figure

    @classmethod
    def none(cls) -> Totals:
        """Of no incidents at all."""
        return cls(0, Figure(0, 0), Figure(0, 0))


def figure(incident: Mapping[str, Any], kind: str) -> Figure:
    """The ``deaths`` or the ``injuries`` of an incident as an edition holds it."""
    return Figure(incident[f"{kind}_low"], incident[f"{kind}_high"])


def total(figures: Iterable[Figure]) -> Figure:
    """The sum: lows with lows, highs with highs.

    One part without an upper bound leaves the sum without one (“at least 12”); if no part has any
    number, the sum is unknown. No parts at all come to 0.
    """
    parts = list(figures)
    if parts and all(part.is_unknown for part in parts):
        return Figure(None, None)
    highs = [part.high for part in parts if part.high is not None]
    is_bounded = len(highs) == len(parts)
    return Figure(sum(part.certain for part in parts), sum(highs) if is_bounded else None)


def totals(incidents: Iterable[Mapping[str, Any]]) -> Totals:
    """Count, deaths and injuries of incidents as an edition holds them."""
    rows = list(incidents)
    return Totals(
        incidents=len(rows),
        deaths=total(figure(row, "deaths") for row in rows),
        injuries=total(figure(row, "injuries") for row in rows),
    )
