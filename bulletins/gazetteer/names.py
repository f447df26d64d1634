"""All names of all places, ready to be looked up: which places may a word mean?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bulletins.gazetteer.geometry import Point
from bulletins.gazetteer.spelling import consonants, normalized, skeleton

ALIKE_FROM = 86
SHORTEST_ALIKE = 5
FEWEST_CONSONANTS = 4


@dataclass(frozen=True)
class Known:
    """A place as the matching sees it."""

    id: int
    name: str
    kind: str
    governorate: str
    point: Point
    precision_km: float
    population: int
    names: tuple[str, ...] = field(repr=False, default=())

    @property
    def is_area(self) -> bool:
        """Too large for a pin."""
        return self.kind in ("governorate", "region")


class Match(NamedTuple):
    """Places that a name may mean, and how sure the name is."""

    places: list[Known]
    is_sure: bool  # exact or a mere matter of romanization


NOTHING = Match([], True)


class Names:
    """An index over the names of all places. Build it once, ask it often."""

    def __init__(self, places: Iterable[Known]) -> None:
        self._exact: dict[str, list[Known]] = defaultdict(list)
        self._skeletons: dict[str, list[Known]] = defaultdict(list)
        self._consonants: dict[str, list[Known]] = defaultdict(list)
        for place in places:
            for name in dict.fromkeys((place.name, *place.names)):
                self._add(name, place)
        self._long = [each for each in self._skeletons if len(each) >= SHORTEST_ALIKE]

    def find(self, name: str) -> Match:
        """Places of this name: as written, then however romanized, then nearly so spelled."""
        exact = self._exact.get(normalized(name), [])
        bones = skeleton(name)
        if exact and all(place.is_area for place in exact):
            # “Irbil” is a governorate as written, and a town but for one letter.
            return Match([*exact, *self._skeletons.get(bones, [])], True)
        if exact:
            return Match(exact, True)
        if len(bones) < 2:
            return NOTHING
        if romanized := self._skeletons.get(bones):
            return Match(romanized, True)
        return Match(self._alike(bones) or self._by_consonants(name), False)

    def _alike(self, bones: str) -> list[Known]:
        if len(bones) < SHORTEST_ALIKE:
            return []
        best = process.extractOne(bones, self._long, scorer=fuzz.ratio, score_cutoff=ALIKE_FROM)
        return self._skeletons[best[0]] if best else []

    def _by_consonants(self, name: str) -> list[Known]:
        """Only when they leave no choice."""
        found = self._consonants.get(consonants(name), [])
        is_telling = len(consonants(name)) >= FEWEST_CONSONANTS
        return found if is_telling and len({place.id for place in found}) == 1 else []

    def _add(self, name: str, place: Known) -> None:
        for index, key in (
            (self._exact, normalized(name)),
            (self._skeletons, skeleton(name)),
            (self._consonants, consonants(name)),
        ):
            if key and place not in index[key]:
                index[key].append(place)
