"""Names offered while somebody types: places of the gazetteer and terms of the Reference Guide."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from bulletins.gazetteer.models import Place
from bulletins.gazetteer.spelling import normalized
from bulletins.guide.models import Term

MOST_OFFERED = 6
MOST_WORDS = 4  # “Islamic Supreme Council of …”
FEWEST_LETTERS = 3
FEWEST_ARABIC_LETTERS = 2  # vowels are not written

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Name:
    """The house form of a name, and what it is the name of."""

    text: str
    kind: str
    about: str
    rank: int  # the lower, the sooner it is offered
    is_place: bool = False

    @property
    def key(self) -> str:
        """What is compared with what was typed."""
        return normalized(self.text)


@dataclass(frozen=True)
class Offer:
    """Names that may be meant by the last ``length`` characters typed."""

    length: int
    names: list[Name]


NOTHING = Offer(0, [])


def offer(typed: str, *, only_places: bool = False) -> Offer:
    """Which names may be meant by the end of ``typed``: the longest run of words that begins one.

    A name that stands there already, as the house writes it, is not offered.
    """
    known = _index((Place.objects.state(), Term.objects.state()))
    starts = [word.start() for word in _WORD.finditer(typed)][-MOST_WORDS:]
    for start in starts:
        words = typed[start:]
        if _is_telling(words) and (names := known.beginning_with(words, only_places)):
            unlike = [name for name in names if name.text != words]
            return Offer(len(words), unlike) if unlike else NOTHING
    return NOTHING


def _is_telling(words: str) -> bool:
    letters = len(normalized(words).replace(" ", ""))
    return letters >= (FEWEST_LETTERS if words.isascii() else FEWEST_ARABIC_LETTERS)


class _Index:
    """All spellings of all names, sorted, so that a beginning is found by bisection."""

    def __init__(self, spellings: Iterator[tuple[str, Name]]) -> None:
        known = {(normalized(spelling), name) for spelling, name in spellings}
        self._spellings = sorted(known, key=lambda one: (one[0], one[1].rank, one[1].text))
        self._keys = [key for key, _ in self._spellings]

    def beginning_with(self, words: str, only_places: bool) -> list[Name]:
        """Names some spelling of which begins like this, the likeliest first."""
        start = normalized(words)
        found = self._spellings[bisect_left(self._keys, start) :]
        begun = takewhile(lambda one: one[0].startswith(start), found)
        names = [name for _, name in begun if name.is_place or not only_places]
        names.sort(key=lambda name: (not name.key.startswith(start), name.rank, name.text))
        once: dict[str, Name] = {}
        for name in names:  # A term explains more than the place of the same name: it comes first.
            once.setdefault(name.text, name)
        return list(once.values())[:MOST_OFFERED]


@lru_cache(maxsize=2)
def _index(state: tuple[Any, ...]) -> _Index:
    """One index per state of gazetteer and guide, kept in the process until either changes."""
    return _Index(iter([*_terms(), *_places()]))


def _terms() -> Iterator[tuple[str, Name]]:
    for term in Term.objects.with_variants():
        name = Name(term.name, term.get_kind_display(), term.description, rank=0)
        yield term.name, name
        yield from ((one.text, name) for one in term.variants.all() if one.is_name)


def _places() -> Iterator[tuple[str, Name]]:
    for place in Place.objects.with_aliases():
        where = f", {place.governorate}" if place.governorate not in ("", place.name) else ""
        kind = f"{place.get_kind_display()}{where}"
        rank = 1_000_000_000 - place.population
        name = Name(place.name, kind, place.arabic, rank=rank, is_place=True)
        spellings = (place.name, place.arabic, *(alias.text for alias in place.aliases.all()))
        yield from ((spelling, name) for spelling in spellings if spelling)
