"""Filling the gazetteer, asking it, and teaching it a spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.gazetteer import loading
from bulletins.gazetteer.geometry import Point
from bulletins.gazetteer.location import Location
from bulletins.gazetteer.models import Place, PlaceAlias
from bulletins.gazetteer.names import Known, Names
from bulletins.gazetteer.phrases import Phrases
from bulletins.revisions import services as revisions
from bulletins.revisions.seen import own_changes

BY_EDITOR = "editor"


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


@only_for("gazetteer.add_placealias")
@transaction.atomic
def remember_spelling(*, place: Place, text: str, author: User | None, at: datetime) -> PlaceAlias:
    """From now on ``text`` means this place. Raises ``CannotRemember`` when it is no name."""
    spelling = " ".join(text.split())
    if not any(letter.isalpha() for letter in spelling) or len(spelling) > 120:
        raise CannotRemember(f"“{spelling[:40]}” is not a name. Nothing was added.")
    alias, is_new = place.aliases.get_or_create(text=spelling, defaults={"source": BY_EDITOR})
    if is_new:
        Place.objects.filter(pk=place.pk).update(version=place.version + 1, updated_at=at)
        place.refresh_from_db()
        revisions.keep(subject=place, author=author, at=at, origin=f"spelling: {spelling}"[:20])
    return alias


def named_like(name: str) -> list[int]:
    """The places a name may mean, however it is spelled; by their keys."""
    return [place.id for place in _phrases(Place.objects.state()).names.find(name).places]


def namesakes(place: Place) -> dict[str, list[str]]:
    """Its names that other places have too: phrases must weigh them."""
    names = _phrases(Place.objects.state()).names
    found = {}
    for text in (place.name, *(alias.text for alias in place.aliases.all())):
        match = names.find(text)
        others = [other.name for other in match.places if other.id != place.pk]
        if match.is_sure and others:
            found[text] = others
    return found


@only_for("gazetteer.add_place")
@transaction.atomic
def add_place(*, facts: Mapping[str, Any], author: User | None, at: datetime) -> Place:
    """A place of our own, known to the very next phrase that is read."""
    own = {name: value for name, value in facts.items() if name != "aliases"}
    place = Place.objects.create(**own, source=BY_EDITOR)
    for alias in facts.get("aliases", ()):
        place.aliases.create(**alias)
    revisions.keep(subject=place, author=author, at=at)
    return place


@only_for("gazetteer.change_place")
def change_place(
    *,
    place: Place,
    changes: Mapping[str, Any],
    seen_version: int,
    author: User | None,
    at: datetime,
) -> Place:
    """Write what somebody changed of a place since they saw it. Raises ``EditConflict``."""
    return revisions.save_version(
        subject=place,
        changes=own_changes(place, changes, seen_version=seen_version),
        seen_version=seen_version,
        author=author,
        at=at,
    )


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
