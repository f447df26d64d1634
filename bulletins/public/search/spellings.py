"""Every name under which something goes, so that asking for one finds the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Count, Max

from bulletins.gazetteer.models import Place
from bulletins.gazetteer.spelling import skeleton
from bulletins.guide.models import Term
from bulletins.public.search.words import stems

Phrase = tuple[str, ...]  # stems in a row
# Shorter remains of a name sound like too many words.
SHORTEST_SOUND = 5


@dataclass(frozen=True)
class Spellings:
    """What else a phrase is called: by the names known, else by how the phrase sounds."""

    names: Mapping[Phrase, frozenset[Phrase]] = field(default_factory=dict)
    sounds: Mapping[str, frozenset[Phrase]] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """How many words the longest name has; at least one."""
        return max(map(len, self.names), default=1)

    def of(self, phrase: Phrase) -> frozenset[Phrase]:
        """Every phrase that means the same, itself included; empty if it is no name."""
        if phrase in self.names:
            return self.names[phrase]
        alike = self.sounds.get(_sound(phrase))
        return alike | {phrase} if alike else frozenset()


def known() -> Spellings:
    """The names of the Reference Guide and the gazetteer, kept until one of them changes."""
    return _of_state(_state())


def grouped(groups: Iterable[Iterable[str]], places: Iterable[Iterable[str]] = ()) -> Spellings:
    """Names that mean the same, by each of them. A name of two things finds both.

    Names of ``places`` are also known by their sound: they reach us in many romanizations.
    """
    place_groups = [_phrases(names) for names in places]
    names = _by_each([*map(_phrases, groups), *place_groups])
    sounds: defaultdict[str, set[Phrase]] = defaultdict(set)
    for phrases in place_groups:
        for phrase in phrases:
            sounds[_sound(phrase)] |= names[phrase]
    long_enough = {
        sound: frozenset(same) for sound, same in sounds.items() if len(sound) >= SHORTEST_SOUND
    }
    return Spellings(names, long_enough)


def _phrases(names: Iterable[str]) -> set[Phrase]:
    return {phrase for name in names if (phrase := tuple(stems(name)))}


def _by_each(groups: Iterable[set[Phrase]]) -> dict[Phrase, frozenset[Phrase]]:
    meanings: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    for phrases in groups:
        for phrase in phrases:
            meanings[phrase] |= phrases
    return {phrase: frozenset(same) for phrase, same in meanings.items()}


def _sound(phrase: Phrase) -> str:
    """What is left of it whoever romanized it; made of stems, as an index is asked for them."""
    return skeleton(" ".join(phrase))


def _state() -> tuple[object, ...]:
    newest = Term.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at"))
    return (*newest.values(), *Place.objects.state())


@lru_cache(maxsize=2)
def _of_state(state: tuple[object, ...]) -> Spellings:
    terms = (
        [term.name, *(name.text for name in term.variants.all() if name.is_name)]
        for term in Term.objects.with_variants()
    )
    places = (
        [place.name, place.arabic, *(alias.text for alias in place.aliases.all())]
        for place in Place.objects.with_aliases()
    )
    return grouped(terms, places)
