"""Writing the casualty record: every change through one door, with who, when and from what."""

from __future__ import annotations

from bulletins.gazetteer.phrases import Location
from bulletins.gazetteer.services import locate, locate_all
from bulletins.incidents.models import Incident


def place_incident(incident: Incident) -> Location:
    """Fill point, precision, method and governorate from the location as written; saves nothing.

    Where the phrase cannot be placed all four stay empty, and the flags of the answer say why.
    """
    return _fill(incident, locate(incident.location))


def place_incidents(incidents: list[Incident]) -> list[Location]:
    """The same for many, with one query in all."""
    locations = locate_all(incident.location for incident in incidents)
    return [_fill(*pair) for pair in zip(incidents, locations, strict=True)]


def _fill(incident: Incident, location: Location) -> Location:
    point = location.point
    incident.latitude = round(point.latitude, 4) if point else None
    incident.longitude = round(point.longitude, 4) if point else None
    incident.precision_km = location.precision_km
    incident.method = location.method
    # The governorate of the place, never the polygon a point falls in: Baghdad's is too small.
    incident.governorate = location.place.governorate if location.place else ""
    return location
