"""From the words of a report to a point on the ground, or to an honest refusal.

The forms and their figures come from measuring real phrases: a named place wins over the stated
offset when they roughly agree, a namesake far away loses, and what nobody can place has no point.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bulletins.gazetteer import directions, grammar
from bulletins.gazetteer.geometry import (
    Point,
    distance_km,
    is_in_iraq,
    middle,
    moved,
)
from bulletins.gazetteer.names import Known, Match, Names
from bulletins.gazetteer.resolving import NAME_FLAGS, Resolver, radius_km

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


Reading = Callable[[str, re.Match[str]], Location | None]


class Phrases:
    """Reads phrases against one state of the gazetteer."""

    def __init__(self, names: Names) -> None:
        self._resolver = Resolver(names)
        self._forms: list[tuple[re.Pattern[str], Reading]] = [
            (grammar.SCATTERED, self._scattered),
            (grammar.BETWEEN, self._between),
            (grammar.ROAD, self._between),
            (grammar.OFFSET, self._offset),
            (grammar.DISTANCE, self._distance),
            (grammar.EDGE, self._edge),
            (grammar.NEAR_SIDE, self._beside),
            (grammar.WITHIN, self._within),
            (grammar.CLOSE, self._close),
            (grammar.CONTEXT, self._in_context),
        ]

    def locate(self, phrase: str) -> Location:
        """The point the phrase means, with its precision in km; or no point and the reason."""
        words = grammar.tidy(phrase)
        if words.casefold() in grammar.NOWHERE:
            return Location(phrase, flags=("no place",))
        if whole := self._resolver.whole(words):
            return self._named(phrase, whole)
        for form, read in self._forms:
            if (found := form.match(words)) and (location := read(phrase, found)):
                return _checked(location)
        return _checked(self._alone(phrase, words))

    def _scattered(self, phrase: str, found: re.Match[str]) -> Location | None:
        base, flag = self._resolver.base(found["base"])
        if not base:
            return Location(phrase, flags=("several places", flag))
        area = max(base.precision_km, radius_km(base) * 2)
        return Location(phrase, base.point, area, "area", base, ("several places",)).flagged(flag)

    def _between(self, phrase: str, found: re.Match[str]) -> Location | None:
        one, first = self._resolver.base(found["one"])
        other, second = self._resolver.base(found["other"])
        if not one or not other or one.id == other.id:
            return None
        half = distance_km(one.point, other.point) / 2
        point = middle(one.point, other.point)
        precision = round(max(5.0, half), 1)
        return Location(phrase, point, precision, "between", one).flagged(first, second)

    def _offset(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“Hit, 70 km west of Ramadi”: Hit where it agrees, else the reckoned point."""
        heading = directions.direction(found["direction"])
        base, flag = self._resolver.base(found["base"])
        if not heading:
            return Location(phrase, flags=("direction unknown",)) if base else None
        if not base:
            return self._without_base(phrase, found["name"], flag)
        km = _km(found)
        expected = moved(base.point, km=km, direction=heading.degrees)
        reckoned = Location(phrase, expected, max(5.0, round(km / 4, 2)), "offset", base)
        unclear = "" if heading.is_sure else "unclear direction"
        place, doubt = self._resolver.near_offset(found["name"], base, expected, km)
        location = _at(phrase, place) if place else reckoned
        return location.flagged(unclear, flag, doubt)

    def _distance(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“5 km from Balad”: anywhere on the circle."""
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        km = _km(found)
        place, doubt = self._resolver.near_point(found["name"], base, base.point, reach=km * 1.6)
        if place:
            return _at(phrase, place).flagged(flag, doubt)
        precision = round(km + base.precision_km, 1)
        return Location(phrase, base.point, precision, "near", base).flagged(flag, doubt)

    def _edge(self, phrase: str, found: re.Match[str]) -> Location | None:
        return self._sector(
            phrase, found, "edge", lambda base: 1.2 if base.name == "Baghdad" else 0.6
        )

    def _beside(self, phrase: str, found: re.Match[str]) -> Location | None:
        is_just = bool(found["just"])
        location = self._sector(phrase, found, "near", lambda _: 0.9 if is_just else 1.9)
        return location and location.flagged("no distance" if location.method == "near" else "")

    def _within(self, phrase: str, found: re.Match[str]) -> Location | None:
        if directions.direction(found["direction"]):
            return self._sector(phrase, found, "within", lambda _: 0.7)
        return self._center(phrase, found)

    def _center(self, phrase: str, found: re.Match[str]) -> Location | None:
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        place, doubt = self._resolver.near_point(found["name"], base, base.point)
        if place:
            return _at(phrase, place).flagged(flag, doubt)
        precision = max(3.0, radius_km(base) * 0.4)
        return Location(phrase, base.point, precision, "within", base).flagged(flag, doubt)

    def _sector(
        self,
        phrase: str,
        found: re.Match[str],
        method: str,
        reach: Callable[[Known], float],
    ) -> Location | None:
        """On one side of a town, as far out as its size suggests."""
        heading = directions.direction(found["direction"])
        base, flag = self._resolver.base(found["base"])
        if not heading or not base:
            return None
        km = radius_km(base) * reach(base)
        expected = moved(base.point, km=km, direction=heading.degrees)
        place, doubt = self._resolver.near_point(found["name"], base, expected)
        if place:
            return _at(phrase, place).flagged(flag, doubt)
        unclear = "" if heading.is_sure else "unclear direction"
        if base.is_area:
            return self._part_of_area(phrase, base, heading.degrees).flagged(flag, doubt, unclear)
        precision = round(max(5.0, km), 1)
        return Location(phrase, expected, precision, method, base).flagged(flag, doubt, unclear)

    def _part_of_area(self, phrase: str, base: Known, degrees: float) -> Location:
        """“eastern Diyala”: well inside on that side, with a wide precision."""
        point = moved(base.point, km=base.precision_km * 0.3, direction=degrees)
        return Location(phrase, point, round(base.precision_km * 0.7), "area", base, ("area only",))

    def _close(self, phrase: str, found: re.Match[str]) -> Location | None:
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        place, doubt = self._resolver.near_point(found["name"], base, base.point)
        if place:
            return _at(phrase, place).flagged(flag, doubt)
        precision = max(5.0, base.precision_km + 3)
        return Location(phrase, base.point, precision, "near", base).flagged(flag, doubt)

    def _in_context(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“Jurf al-Sakhar, Babil”: the place of that name in that governorate or town."""
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        place, doubt = self._resolver.inside(found["name"], base)
        if place:
            return _at(phrase, place).flagged(flag, doubt)
        precision = max(base.precision_km, radius_km(base))
        method = "area" if base.is_area else "within"
        return Location(phrase, base.point, precision, method, base).flagged(
            flag, doubt, "area only"
        )

    def _alone(self, phrase: str, words: str) -> Location:
        place, flag = self._resolver.base(words)
        return _at(phrase, place).flagged(flag) if place else Location(phrase, flags=(flag,))

    def _without_base(self, phrase: str, name: str | None, flag: str) -> Location | None:
        place, doubt = self._resolver.base(name or "")
        return _at(phrase, place).flagged(flag, doubt) if place else Location(phrase, flags=(flag,))

    def _named(self, phrase: str, match: Match) -> Location:
        place, flag = self._resolver.best(match, ())
        return _at(phrase, place).flagged(flag) if place else Location(phrase, flags=(flag,))


def _at(phrase: str, place: Known) -> Location:
    if place.is_area:
        return Location(phrase, place.point, place.precision_km, "area", place, ("area only",))
    return Location(phrase, place.point, place.precision_km, "place", place)


def _checked(location: Location) -> Location:
    is_outside = location.point is not None and not is_in_iraq(location.point)
    return location.flagged("outside Iraq") if is_outside else location


def _km(found: re.Match[str]) -> float:
    is_miles = found["unit"].casefold().startswith("mi")
    return float(found["figure"].replace(",", ".")) * (1.609 if is_miles else 1)
