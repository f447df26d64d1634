"""What a look says about one thing, in words for whoever may have to change it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Unknown is no shame: without the DNS, or without an address, nobody can tell."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that was looked at, what was found, and what to do about it."""

    what: str
    state: State
    found: str
    advice: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the row keeps it."""
        return asdict(self)
