"""The names preflight knows, read from the Reference Guide, the gazetteer and the house list."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import DamerauLevenshtein

from bulletins.gazetteer.geometry import Point
from bulletins.gazetteer.models import Place
from bulletins.guide.models import Term, TermVariant
from bulletins.preflight.lexicon import Lexicon, Name, Town, house_words
from bulletins.preflight.names import SHORTEST, bare, skeleton
from bulletins.preflight.speller import is_word

# Neighborhoods and sites are often named after people, whose names are spelled their own way.
_SPELLED = frozenset({Place.Kind.TOWN, Place.Kind.GOVERNORATE, Place.Kind.CAMP})


def lexicon_now() -> Lexicon:
    """Every known name. Four queries."""
    terms = [name for term in Term.objects.with_variants() for name in _names_of_term(term)]
    guide = {name.house for name in terms}
    places = list(Place.objects.with_aliases())
    named = [
        name
        for place in places
        for name in _names_of_place(place)
        if name.text not in guide  # where the two differ, the guide says how the house spells
    ]
    towns = tuple(_town(place) for place in places if place.kind == Place.Kind.TOWN)
    return Lexicon(names=(*terms, *named), towns=towns, words=house_words())


def _names_of_term(term: Term) -> Iterator[Name]:
    yield Name(text=term.name, house=term.name)
    for variant in term.variants.all():
        if variant.kind == TermVariant.Kind.NATIVE:
            continue
        is_spelling = variant.kind == TermVariant.Kind.SPELLING
        is_role = variant.kind == TermVariant.Kind.ROLE
        yield Name(
            text=variant.text,
            house=term.name if is_spelling or is_role else variant.text,
            is_role=is_role,
            is_spelling=is_spelling,
            valid_from=variant.valid_from,
            valid_to=variant.valid_to,
        )


def _town(place: Place) -> Town:
    return Town(
        name=place.name,
        governorate=place.governorate,
        point=Point(place.latitude, place.longitude),
        precision_km=place.precision_km,
        spellings=tuple(alias.text for alias in place.aliases.all() if alias.text.isascii()),
    )


def _names_of_place(place: Place) -> Iterator[Name]:
    """The house form, and those other names that only spell it otherwise."""
    yield Name(text=place.name, house=place.name)
    for alias in place.aliases.all():
        text = alias.text
        is_spelling = place.kind in _SPELLED and _is_only_spelling(text, place.name)
        if is_spelling or (place.kind == Place.Kind.GOVERNORATE and _is_slip(text, place.name)):
            yield Name(text=text, house=place.name, is_spelling=True)


def _is_only_spelling(text: str, house: str) -> bool:
    """It sounds like the house form, is no English word, and differs by more than an article."""
    if not text.isascii() or len(text) < SHORTEST or is_word(text.lower()):
        return False
    return skeleton(text) == skeleton(house) and bare(text) != bare(house)


def _is_slip(text: str, house: str) -> bool:
    """One letter of a province is written otherwise: “Thi Qar”. A town may be another town so."""
    return text.isascii() and DamerauLevenshtein.distance(bare(text), bare(house)) == 1
