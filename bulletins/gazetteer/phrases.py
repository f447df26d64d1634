"""From the words of a report to a point on the ground, or to an honest refusal.

The forms and their figures come from measuring real phrases: a named place wins over the stated
offset when they roughly agree, a namesake far away loses, and what nobody can place has no point.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bulletins.gazetteer import arabic, borders, directions, grammar
from bulletins.gazetteer.frontiers import Frontiers
from bulletins.gazetteer.geometry import center, distance_km, is_in_iraq, middle, moved
from bulletins.gazetteer.location import Location, along, at
from bulletins.gazetteer.names import Known, Match, Names
from bulletins.gazetteer.resolving import Resolver, radius_km

# “X village, northeast of Baqubah”: how far from the town X may be, where nobody says.
VILLAGE_KM = 25.0
DISTRICT_KM = 25.0
Reading = Callable[[str, re.Match[str]], Location | None]


class Phrases:
    """Reads phrases against one state of the gazetteer."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._resolver = Resolver(names)
        self._frontiers = Frontiers(self._resolver, self.locate)
        self._forms: list[tuple[re.Pattern[str], Reading]] = [
            (grammar.SCATTERED, self._scattered),
            (grammar.BETWEEN, self._between),
            (grammar.ROAD, self._between),
            (grammar.ROAD_FROM, self._between),
            (grammar.ONE_END, self._on_road),
            (grammar.LED, self._led),
            (grammar.SIDE_FIRST, self._turned),
            (grammar.SEVERAL, self._several),
            (grammar.OFFSET_FIRST, self._offset),
            (grammar.OFFSET, self._offset),
            (grammar.DISTANCE, self._distance),
            (grammar.EDGE, self._edge),
            (grammar.NEAR_SIDE, self._beside),
            (grammar.WITHIN, self._within),
            (grammar.CLOSE, self._close),
            (grammar.CONTEXT, self._in_context),
            (grammar.MISSPELLED, self._within),
        ]

    def locate(self, phrase: str) -> Location:
        """The point the phrase means, with its precision in km; or no point and the reason."""
        words = grammar.tidy(phrase)
        if words.casefold() in grammar.NOWHERE:
            return Location(phrase, flags=("no place",))
        # Asked first: of “Duhok, on the Turkish border” only the town would be left.
        if borders.is_about_one(phrase) and (on_border := self._frontiers.read(phrase)):
            return on_border
        if whole := self._resolver.whole(words):
            return self._named(phrase, whole)
        words = arabic.spelled_out(words)
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

    def _led(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“outskirts of Tal Afar, 60 km west of Mosul”: around Tal Afar."""
        inner = self.locate(found["rest"])
        if inner.method != "place" or inner.precision_km is None:
            return None
        return replace(
            inner, phrase=phrase, method="near", precision_km=max(5.0, inner.precision_km + 3)
        )

    def _turned(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“west of Baghdad, Abu Ghraib”: the name stands behind for once."""
        inner = self.locate(f"{found['name']}, {found['side']}")
        return replace(inner, phrase=phrase) if inner.method == "place" else None

    def _several(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“Muqdadiyah and Khalis”: the area around them all, if each of them is known."""
        tail = f", {found['base']}" if found["base"] else ""
        names = [name for name in (found["one"], found["more"], found["last"]) if name]
        each = [self.locate(f"{grammar.one_of_several(name)}{tail}") for name in names]
        places = [location.place for location in each if location.method == "place"]
        known = [place for place in places if place]
        if len(known) < len(names):
            return None
        point = center([place.point for place in known])
        reach = max(distance_km(point, place.point) + place.precision_km for place in known)
        is_one = len({place.governorate for place in known}) == 1
        place = known[0] if is_one else None
        return Location(phrase, point, round(reach, 1), "area", place, ("several places",))

    def _between(self, phrase: str, found: re.Match[str]) -> Location | None:
        one, first = self._resolver.base(found["one"])
        other, second = self._resolver.base(found["other"])
        if not one or not other or one.id == other.id:
            return None
        if stretch := borders.between(one.name, other.name) if one.is_area else None:
            return along(phrase, stretch, None).flagged(first, second)
        half = distance_km(one.point, other.point) / 2
        point = middle(one.point, other.point)
        place, doubt = self._resolver.near_point(found["name"], one, point, reach=half * 2.5)
        if place:
            return at(phrase, place).flagged(first, second, doubt)
        precision = round(max(5.0, half), 1)
        return Location(phrase, point, precision, "between", one).flagged(first, second, doubt)

    def _on_road(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“Taji, on the road to Samarra” is Taji; without Taji nobody can say where."""
        name = found["name"] or ""
        inner = self.locate(name) if grammar.names_something(name) else Location(phrase)
        if inner.point:
            return replace(inner, phrase=phrase)
        return Location(phrase, flags=("one end",))

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
        precision = max(5.0, round(km / 4, 2), _half_range(found))
        reckoned = Location(phrase, expected, precision, "offset", base)
        unclear = "" if heading.is_sure else "unclear direction"
        place, doubt = self._resolver.near_offset(found["name"], base, expected, km)
        location = at(phrase, place) if place else reckoned
        return location.flagged(unclear, flag, doubt)

    def _distance(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“5 km from Balad”: anywhere on the circle."""
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        km = _km(found)
        place, doubt = self._resolver.near_point(found["name"], base, base.point, reach=km * 1.6)
        if place:
            return at(phrase, place).flagged(flag, doubt)
        precision = round(km + _half_range(found) + base.precision_km, 1)
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
            return at(phrase, place).flagged(flag, doubt)
        precision = round(max(3.0, radius_km(base) * 0.4), 1)
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
            return at(phrase, place).flagged(flag, doubt)
        unclear = "" if heading.is_sure else "unclear direction"
        if base.is_area:
            return self._part_of_area(phrase, base, heading.degrees).flagged(flag, doubt, unclear)
        precision = round(max(5.0, km), 1)
        if method == "near" and doubt and not grammar.is_of_a_city(found["name"]):
            precision = max(precision, VILLAGE_KM)
        return Location(phrase, expected, precision, method, base).flagged(flag, doubt, unclear)

    def _part_of_area(self, phrase: str, base: Known, degrees: float) -> Location:
        """“eastern Diyala”: well inside on that side, with a wide precision."""
        outward = (
            moved(base.point, km=base.precision_km * part, direction=degrees)
            for part in (0.3, 0.2, 0.1)
        )
        point = next((point for point in outward if is_in_iraq(point)), base.point)
        return Location(phrase, point, round(base.precision_km * 0.7), "area", base, ("area only",))

    def _close(self, phrase: str, found: re.Match[str]) -> Location | None:
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        is_outside = bool(found["outside"])
        place, doubt = self._resolver.near_point(found["name"], base, base.point)
        if place:
            return at(phrase, place).flagged(flag, doubt)
        if is_outside and not base.is_area:
            beyond = max(base.precision_km, radius_km(base) * 2)
            return Location(phrase, base.point, beyond, "near", base).flagged(
                flag, doubt, "no distance"
            )
        precision = max(5.0, base.precision_km + 3)
        return Location(phrase, base.point, precision, "near", base).flagged(flag, doubt)

    def _in_context(self, phrase: str, found: re.Match[str]) -> Location | None:
        """“Jurf al-Sakhar, Babil”: the place of that name in that governorate or town."""
        base, flag = self._resolver.base(found["base"])
        if not base:
            return None
        place, doubt = self._resolver.inside(found["name"], base)
        if place:
            return at(phrase, place).flagged(flag, doubt)
        around = self._around(phrase, found, base)
        return around if around.method == "place" else around.flagged(flag, doubt, "area only")

    def _around(self, phrase: str, found: re.Match[str], base: Known) -> Location:
        """An unknown name and what it lies in: the next wider name, city or governorate."""
        name, _, wider = found["name"].partition(",")
        if wider:
            inner = self.locate(f"{wider.strip()}, {found['base']}")
            if inner.place and inner.method == "place":
                return self._in_district(phrase, name, inner.place)
        if base.is_area or not grammar.is_elsewhere(found["name"]):
            precision = max(base.precision_km, radius_km(base))
            method = "area" if base.is_area else "within"
            return Location(phrase, base.point, precision, method, base)
        # Kirkuk is a city and a governorate, and a village “in Kirkuk” may lie far out.
        area = self._resolver.governorate(found["base"])
        if area:
            return Location(phrase, area.point, area.precision_km, "area", area)
        return Location(phrase, base.point, DISTRICT_KM, "within", base)

    def _in_district(self, phrase: str, name: str, town: Known) -> Location:
        """“Abbasi, Hawija district, Kirkuk”: Abbasi, or else somewhere around Hawija."""
        place, doubt = self._resolver.inside(name, town)
        if place:
            return at(phrase, place).flagged(doubt)
        precision = max(town.precision_km, DISTRICT_KM)
        return Location(phrase, town.point, precision, "within", town)

    def _alone(self, phrase: str, words: str) -> Location:
        place, flag = self._resolver.base(words)
        return at(phrase, place).flagged(flag) if place else Location(phrase, flags=(flag,))

    def _without_base(self, phrase: str, name: str | None, flag: str) -> Location | None:
        place, doubt = self._resolver.base(name or "")
        return at(phrase, place).flagged(flag, doubt) if place else Location(phrase, flags=(flag,))

    def _named(self, phrase: str, match: Match) -> Location:
        place, flag = self._resolver.best(match, ())
        return at(phrase, place).flagged(flag) if place else Location(phrase, flags=(flag,))


def _checked(location: Location) -> Location:
    is_outside = location.point is not None and not is_in_iraq(location.point)
    return location.flagged("outside Iraq") if is_outside else location


def _km(found: re.Match[str]) -> float:
    """Of “5–10 km” the middle."""
    return sum(_ends(found)) / 2


def _half_range(found: re.Match[str]) -> float:
    least, most = _ends(found)
    return abs(most - least) / 2


def _ends(found: re.Match[str]) -> tuple[float, float]:
    """The least and the most km that the phrase says."""
    scale = 1.609 if found["unit"].casefold().startswith("mi") else 1
    figures = re.findall(r"\d+(?:[.,]\d+)?", f"{found['least'] or ''} {found['figure']}")
    least, *_, most = [float(each.replace(",", ".")) * scale for each in figures * 2]
    return least, most
