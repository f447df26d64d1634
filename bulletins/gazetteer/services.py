"""Filling the gazetteer, asking it, and teaching it a spelling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from bulletins.accounts.models import User
from bulletins.gazetteer import loading
from bulletins.gazetteer.geometry import Point
from bulletins.gazetteer.models import Place, PlaceAlias
from bulletins.gazetteer.names import Known, Names
from bulletins.gazetteer.phrases import Location, Phrases
from bulletins.revisions import services as revisions


class CannotRemember(Exception):
    """The spelling was not added. The message says why, in words for an editor."""


def load_places() -> int:
    """Bring the shipped places that are missing into the gazetteer; returns how many there were.

    A place that is there already keeps what editors made of it, so loading twice changes nothing.
    """
    return loading.fill(Place, PlaceAlias)


def locate(phrase: str) -> Location:
    """Where the phrase leads, by the gazetteer as it stands now. One quick query."""
    return _phrases(Place.objects.state()).locate(phrase)


def locate_all(phrases: Iterable[str]) -> list[Location]:
    """The same for many phrases, with one query in all."""
    reader = _phrases(Place.objects.state())
    return [reader.locate(phrase) for phrase in phrases]


@transaction.atomic
def remember_spelling(*, place: Place, text: str, author: User | None, at: datetime) -> PlaceAlias:
    """From now on ``text`` means this place. Raises ``CannotRemember`` when it is no name."""
    spelling = " ".join(text.split())
    if not any(letter.isalpha() for letter in spelling) or len(spelling) > 120:
        raise CannotRemember(f"“{spelling[:40]}” is not a name. Nothing was added.")
    alias, is_new = place.aliases.get_or_create(text=spelling, defaults={"source": "editor"})
    if is_new:
        Place.objects.filter(pk=place.pk).update(version=place.version + 1, updated_at=at)
        place.refresh_from_db()
        revisions.keep(subject=place, author=author, at=at, origin=f"spelling: {spelling}"[:20])
    return alias


@lru_cache(maxsize=2)
def _phrases(state: tuple[Any, ...]) -> Phrases:
    """One index per state of the gazetteer, kept in the process until a place changes."""
    return Phrases(Names(_known(place) for place in Place.objects.with_aliases()))


def _known(place: Place) -> Known:
    spellings = (place.arabic, *(alias.text for alias in place.aliases.all()))
    return Known(
        id=place.pk,
        name=place.name,
        kind=place.kind,
        governorate=place.governorate,
        point=Point(place.latitude, place.longitude),
        precision_km=place.precision_km,
        population=place.population,
        names=tuple(name for name in spellings if name),
    )
