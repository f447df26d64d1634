"""Which of several places of one name is meant? The rest of the phrase decides."""

from __future__ import annotations

from bulletins.gazetteer import grammar
from bulletins.gazetteer.geometry import Point, angle_between, bearing, distance_km
from bulletins.gazetteer.kinds import named
from bulletins.gazetteer.names import Known, Match, Names

NAME_FLAGS = {
    "spelling": "The name was matched by likeness; check that this place is meant.",
    "ambiguous": "Several places have this name and nothing tells which is meant.",
    "unknown place": "No place of this name is in the gazetteer.",
}
# A neighborhood lies in its city; a name farther off is another place.
CITY_REACH_KM = 60.0
TOWN_REACH_KM = 150.0
NAMESAKES_APART_KM = 15.0
_RANK = {
    "town": 0, "village": 2, "neighborhood": 1, "district": 1, "camp": 3, "base": 3, "crossing": 3,
    "lake": 3, "site": 3, "region": 4, "governorate": 5,
}  # fmt: skip
_TOWNS = frozenset({"town", "village"})

Answer = tuple[Known | None, str]


def radius_km(place: Known) -> float:
    """How far a town reaches from its middle."""
    if place.is_area:
        return place.precision_km * 0.6
    return 12.0 if place.name == "Baghdad" else 6.0


class Resolver:
    """Asks the index, and weighs what it answers against the rest of the phrase."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def whole(self, words: str) -> Match | None:
        """All the words together are a name, spelled out: “Sadr City”, “Camp Speicher”."""
        match = self._names.find(words)
        is_plain = not any(place.is_area for place in match.places)
        return match if match.places and match.is_sure and is_plain else None

    def base(self, words: str) -> Answer:
        """The place that the words name, by themselves. With a kind word, one of that kind."""
        if not words.strip(" ,.'\""):
            return None, "unknown place"
        return self.best(*self._find(words))

    def governorate(self, words: str) -> Known | None:
        """The governorate of this name; a town may have the same."""
        if not words:
            return None
        found = self.base(f"{grammar.singular(words)} governorate")[0]
        return found if found and found.kind == "governorate" else None

    def best(self, match: Match, kinds: tuple[str, ...]) -> Answer:
        """Of its candidates, the one of the wanted kind, then the largest."""
        wanted = [place for place in match.places if place.kind in kinds] or match.places
        if not wanted:
            return None, "unknown place"
        ranked = sorted(wanted, key=lambda place: (_RANK[place.kind], -place.population, place.id))
        if _are_rivals(ranked):
            return None, "ambiguous"
        return ranked[0], "" if match.is_sure else "spelling"

    def near_offset(self, words: str | None, base: Known, expected: Point, km: float) -> Answer:
        """The named place, if it agrees with the stated distance and direction.

        Stated distances are off by a third at times and some directions are plainly wrong, so a
        town known by name is trusted over them, within reason.
        """
        if not (words and grammar.names_something(words)):
            return None, ""
        match, _ = self._find(words)
        if any(_contains(place, base) for place in match.places):
            return None, ""  # “20 km south of Fallujah, Anbar”
        places = [place for place in match.places if not place.is_area and place.id != base.id]
        if not places:
            return None, "name not found"
        nearest = min(places, key=lambda place: distance_km(place.point, expected))
        spelling = "" if match.is_sure else "spelling"
        if distance_km(nearest.point, expected) <= max(12.0, 0.3 * km):
            return nearest, spelling
        if (
            match.is_sure
            and nearest.kind in _TOWNS
            and _roughly_agrees(nearest, base, expected, km)
        ):
            return nearest, "place and offset differ"
        return None, "namesake elsewhere"

    def near_point(
        self, words: str | None, base: Known, expected: Point, *, reach: float = CITY_REACH_KM
    ) -> Answer:
        """The named place within ``reach`` km of the base, nearest to where it is expected."""
        if not (words and grammar.names_something(words)):
            return None, ""
        match, kinds = self._find(words)
        places = [
            place for place in match.places if place.kind != "governorate" and place.id != base.id
        ]
        if not places:
            is_around = any(_contains(place, base) for place in match.places)
            return None, "" if is_around else "name not found"
        spelling = "" if match.is_sure else "spelling"
        nearest = min(places, key=lambda place: distance_km(place.point, expected))
        far = distance_km(nearest.point, base.point) - _width(nearest)
        if kinds == ("neighborhood",) and nearest.kind in _TOWNS and far > radius_km(base) * 2:
            return None, "namesake elsewhere"  # A town of that name is no part of the city.
        if far <= max(reach, base.precision_km):
            return nearest, spelling
        if match.is_sure and len(places) == 1 and _is_town_on_that_side(nearest, base, expected):
            return nearest, "place and offset differ"
        return None, "namesake elsewhere"

    def inside(self, words: str, base: Known) -> Answer:
        """The named place in the governorate, or within reach of the town, that is given."""
        match, kinds = self._find(words)
        if any(_contains(place, base) or place.id == base.id for place in match.places):
            return base, ""  # “Baghdad, Dora”, “Sinjar (Shingal)”: the wider name, or another.
        places = [place for place in match.places if place.id != base.id and _lies_in(place, base)]
        if not places:
            return None, "namesake elsewhere" if match.places else "name not found"
        return self.best(Match(places, match.is_sure), kinds)

    def _find(self, words: str) -> tuple[Match, tuple[str, ...]]:
        """Candidates for the words as they stand, else for the name without its kind words."""
        plain = words.strip(" ,.;'\"()")
        whole = self._names.find(plain)
        name, kinds = named(plain)
        if name == plain or (whole.places and whole.is_sure):
            return whole, kinds
        inner = named(name)  # “Tarmiyah district area” has two.
        return self._names.find(inner.name), kinds or inner.kinds


def _are_rivals(ranked: list[Known]) -> bool:
    """The first two are equals and lie apart."""
    if len(ranked) < 2:
        return False
    first, second = ranked[:2]
    is_even = _RANK[first.kind] == _RANK[second.kind] and first.population == second.population
    return is_even and distance_km(first.point, second.point) > NAMESAKES_APART_KM


def _roughly_agrees(place: Known, base: Known, expected: Point, km: float) -> bool:
    stated = bearing(base.point, expected)
    really = bearing(base.point, place.point)
    ratio = distance_km(base.point, place.point) / max(km, 1)
    return angle_between(stated, really) <= 60 and 0.5 <= ratio <= 1.6


def _is_town_on_that_side(place: Known, base: Known, expected: Point) -> bool:
    if place.kind not in _TOWNS or distance_km(place.point, base.point) > TOWN_REACH_KM:
        return False
    if expected == base.point:
        return False
    stated, really = bearing(base.point, expected), bearing(base.point, place.point)
    return angle_between(stated, really) <= 45


def _width(place: Known) -> float:
    """Of hills and lakes the near end counts; 0 for what is a point."""
    return place.precision_km if place.is_area or place.kind == "lake" else 0.0


def _contains(outer: Known, inner: Known) -> bool:
    """A governorate its places, a city its neighborhoods."""
    if outer.kind == "governorate":
        return not inner.is_area and inner.governorate == outer.name
    is_part = inner.kind in ("neighborhood", "district")
    is_city = outer.kind == "town" and outer.governorate == inner.governorate
    return is_part and is_city and distance_km(outer.point, inner.point) <= radius_km(outer) * 2


def _lies_in(place: Known, base: Known) -> bool:
    if place.governorate == base.name:
        return True
    reach = base.precision_km if base.kind == "region" else CITY_REACH_KM
    return base.kind != "governorate" and distance_km(place.point, base.point) <= reach
