"""One thing preflight noticed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any


class Severity(StrEnum):
    """How much it matters. Only “must fix” holds a publication."""

    MUST = "must fix"
    SHOULD = "should look"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """What a check says, about which words, and what to do about it.

    ``start`` and ``end`` count characters of the place's plain text. ``replacement`` is text that
    may stand there instead, by one key; ``None`` where a person has to decide.
    """

    check: str
    severity: str
    place: str
    where: str
    excerpt: str
    message: str
    suggestion: str
    start: int
    end: int
    replacement: str | None
    fingerprint: str

    def as_json(self) -> dict[str, str]:
        """As scripts get it (docs/preflight.md)."""
        names = ("check", "severity", "where", "excerpt", "message", "suggestion")
        return {name: getattr(self, name) for name in names}

    def stored(self) -> dict[str, Any]:
        """As it is kept between two runs."""
        return asdict(self)


def fingerprint(check: str, place: str, message: str, text: str) -> str:
    """Stays the same as long as the check says the same about the same text."""
    return sha256("\x1f".join((check, place, message, text)).encode()).hexdigest()
