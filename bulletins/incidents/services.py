"""Writing the casualty record: every change through one door, with who, when and from what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.gazetteer.location import Location
from bulletins.gazetteer.services import locate, locate_all
from bulletins.incidents.models import Incident, Kind
from bulletins.revisions import services as revisions

POINT = ("latitude", "longitude", "precision_km", "method", "governorate")
SET_BY_HAND = "editor"
SLUG_ROOM = 20  # of the 24 letters, so that a number fits behind


@only_for("incidents.add_incident")
@transaction.atomic
def record_incident(
    *, facts: Mapping[str, Any], author: User | None, at: datetime, origin: str = "desk"
) -> Incident:
    """Add an incident; without a point in ``facts`` it is placed by its location as written."""
    incident = Incident(**facts)
    if incident.latitude is None:
        place_incident(incident)
    incident.full_clean()
    incident.save()
    revisions.keep(subject=incident, author=author, at=at, origin=origin)
    return incident


@only_for("incidents.change_incident")
def change_incident(
    *,
    incident: Incident,
    changes: Mapping[str, Any],
    seen_version: int,
    author: User | None,
    at: datetime,
    origin: str = "desk",
    sitting: str = "",
) -> Incident:
    """Write ``changes`` and keep the version.

    A location written anew is placed anew, unless the point comes with it or an editor set it.
    Raises ``EditConflict`` when somebody else changed the same fields meanwhile.
    """
    return revisions.save_version(
        subject=incident,
        changes={**_moved_with(incident, changes), **changes},
        seen_version=seen_version,
        author=author,
        at=at,
        origin=origin,
        sitting=sitting,
    )


@only_for("incidents.add_kind")
def kind_named(name: str) -> Kind:
    """The kind of this name; one that is new comes to the end of the list."""
    words = " ".join(name.split())
    known = Kind.objects.filter(name__iexact=words).first()
    return known or Kind.objects.create(slug=_free_slug(words), name=words)


def _free_slug(words: str) -> str:
    """Latin letters of the name; a number where there are none, or where another kind has them."""
    plain = slugify(words)[:SLUG_ROOM].strip("-") or "kind"
    taken = set(Kind.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in count(2))
    return next(slug for slug in chain([plain], numbered) if slug not in taken)


def settle_point(incident: Incident, *, changed: set[str]) -> None:
    """After a form: a point that was moved is the editor's, a new location is placed anew."""
    if changed & {"latitude", "longitude"}:
        incident.method = SET_BY_HAND if incident.latitude is not None else ""
    elif incident.latitude is None or ("location" in changed and incident.method != SET_BY_HAND):
        place_incident(incident)


def place_incident(incident: Incident) -> Location:
    """Fill point, precision, method and governorate from the location as written; saves nothing.

    Where the phrase cannot be placed all four stay empty, and the flags of the answer say why.
    """
    return _fill(incident, locate(incident.location))


def place_incidents(incidents: list[Incident]) -> list[Location]:
    """The same for many, with one query in all."""
    locations = locate_all(incident.location for incident in incidents)
    return [_fill(*pair) for pair in zip(incidents, locations, strict=True)]


def point_of(location: Location) -> dict[str, Any]:
    """What an incident keeps of a place that was found; all empty where none was."""
    point = location.point
    return {
        "latitude": round(point.latitude, 4) if point else None,
        "longitude": round(point.longitude, 4) if point else None,
        "precision_km": location.precision_km,
        "method": location.method,
        # The governorate of the place, never the polygon a point falls in: Baghdad's is too small.
        "governorate": location.place.governorate if location.place else "",
    }


def _moved_with(incident: Incident, changes: Mapping[str, Any]) -> dict[str, Any]:
    is_moved = changes.get("location", incident.location) != incident.location
    if not is_moved or "latitude" in changes or incident.method == SET_BY_HAND:
        return {}
    return point_of(locate(changes["location"]))


def _fill(incident: Incident, location: Location) -> Location:
    for name, value in point_of(location).items():
        setattr(incident, name, value)
    return location
