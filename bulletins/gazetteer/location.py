"""Where a phrase leads: a point with its precision, or the reasons why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bulletins.gazetteer.borders import Stretch
from bulletins.gazetteer.geometry import Point
from bulletins.gazetteer.names import Known
from bulletins.gazetteer.resolving import NAME_FLAGS

# What an editor reads beside a point.
FLAGS = {
    **NAME_FLAGS,
    "no place": "The phrase names no place.",
    "several places": "The phrase means several places: an area, not a pin.",
    "area only": "Only an area is named; the point is its middle.",
    "no distance": "No distance is stated; a usual one was assumed.",
    "unclear direction": "The direction is misspelled; it was read as the nearest one.",
    "direction unknown": "The direction cannot be read.",
    "place and offset differ": "The named place lies elsewhere than stated; the name was trusted.",
    "namesake elsewhere": "A place of this name lies too far off; it was not taken.",
    "name not found": "This name is not in the gazetteer; the point is reckoned from the rest.",
    "outside Iraq": "The point lies outside Iraq.",
    "long border": "That border is too long to place without a governorate.",
    "which border": "The phrase does not say which border is meant.",
    "one end": "Only one end of the road is named; where on it is not said.",
}


@dataclass(frozen=True)
class Location:
    """Where a phrase leads. Without a point the flags say why."""

    phrase: str
    point: Point | None = None
    precision_km: float | None = None
    method: str = ""
    place: Known | None = None
    flags: tuple[str, ...] = ()

    def flagged(self, *flags: str) -> Location:
        """The same with more to say about it."""
        new = [flag for flag in flags if flag and flag not in self.flags]
        return replace(self, flags=(*self.flags, *new))


def at(phrase: str, place: Known) -> Location:
    """The place itself; of a region its middle."""
    if place.is_area:
        return Location(phrase, place.point, place.precision_km, "area", place, ("area only",))
    return Location(phrase, place.point, place.precision_km, "place", place)


def along(phrase: str, stretch: Stretch, place: Known | None, *, km: float = 0) -> Location:
    """Somewhere on a border, or that far from it."""
    reach = float(stretch.reach_km) + km
    return Location(phrase, stretch.point, reach, "border", place, ("area only",))
