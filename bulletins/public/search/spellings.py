"""Every name under which something goes, so that asking for one finds the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Max

from bulletins.guide.models import Term
from bulletins.public.search.query import Phrase, Spellings
from bulletins.public.search.words import stems


def known() -> Spellings:
    """The names of the Reference Guide and the gazetteer, kept until one of them changes."""
    return _of_state(_state())


def grouped(groups: Iterable[Iterable[str]]) -> Spellings:
    """Names that mean the same, by each of them. A name of two things finds both."""
    meanings: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    for names in groups:
        phrases = {phrase for name in names if (phrase := tuple(stems(name)))}
        for phrase in phrases:
            meanings[phrase] |= phrases
    return {phrase: frozenset(same) for phrase, same in meanings.items()}


def _state() -> tuple[object, ...]:
    newest = Term.objects.aggregate(Count("pk"), Max("pk"), Max("updated_at"))
    return tuple(newest.values())


@lru_cache(maxsize=2)
def _of_state(state: tuple[object, ...]) -> Spellings:
    terms = Term.objects.with_variants()
    return grouped(
        [term.name, *(name.text for name in term.variants.all() if name.is_name)] for term in terms
    )
