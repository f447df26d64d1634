"""The names preflight knows: the Reference Guide, the gazetteer and the house word list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bulletins.gazetteer.geometry import Point

HOUSE_WORDS = Path(__file__).parent / "data" / "house-words.txt"


@dataclass(frozen=True)
class Name:
    """One name with the spelling the house prefers, and the days it was right to use it."""

    text: str
    house: str
    is_role: bool = False
    is_spelling: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """In use on this day, both ends included."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True)
class Town:
    """Where a town lies, by the gazetteer."""

    name: str
    governorate: str
    point: Point
    precision_km: float
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Every known name, and words that are right although no dictionary has them.

    Two of them are never compared: patterns made from one are kept for as long as it lives.
    """

    names: tuple[Name, ...] = ()
    towns: tuple[Town, ...] = ()
    words: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        """Each word of every name and of the house list, in lower case."""
        texts = [text for name in self.names for text in (name.text, name.house)]
        return self.words | {
            word.strip("()’'.,").lower() for text in texts for word in text.split()
        }

    @cached_property
    def house_words(self) -> frozenset[str]:
        """Each word of the preferred spellings, as written."""
        return frozenset(word for name in self.names for word in name.house.split())

    @cached_property
    def sha256(self) -> str:
        """Changes when anything in it does."""
        parts = [*sorted(map(repr, (*self.names, *self.towns))), *sorted(self.words)]
        return sha256("\n".join(parts).encode()).hexdigest()


def house_words() -> frozenset[str]:
    """The words of the house list, in lower case."""
    lines = HOUSE_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_words(lines))


def _words(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        word = line.partition("#")[0].strip().lower()
        if word:
            yield word
