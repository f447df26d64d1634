"""Phrases about a border: along it in a governorate, beside a town, or the town itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bulletins.gazetteer import borders, directions, grammar
from bulletins.gazetteer.geometry import km_to_border
from bulletins.gazetteer.location import Location, along
from bulletins.gazetteer.names import Known
from bulletins.gazetteer.resolving import CITY_REACH_KM, Resolver


class Frontiers:
    """Reads such phrases; what else they say is read by ``locate``."""

    def __init__(self, resolver: Resolver, locate: Callable[[str], Location]) -> None:
        self._resolver = resolver
        self._locate = locate

    def read(self, phrase: str) -> Location | None:
        """Where it leads; nothing when it speaks of no border after all."""
        words = grammar.straight(phrase)
        if borders.is_any(words):
            return Location(phrase, flags=("which border",))
        return self._on_frontier(phrase, words) or self._on_inner_border(phrase, words)

    def _on_frontier(self, phrase: str, words: str) -> Location | None:
        """“near the Syrian border in Anbar”: along it there; a named place wins."""
        frontier = borders.frontier(words)
        if not frontier:
            return None
        if beside := self._beside(phrase, frontier):
            return beside
        inner = self._locate(frontier.rest) if frontier.rest else Location(phrase)
        within = self._resolver.governorate(frontier.rest) or _governorate_of(inner)
        if within and (there := borders.between(frontier.neighbor, within.name)):
            return along(phrase, there, within, km=frontier.km)
        if inner.point and km_to_border(inner.point) <= CITY_REACH_KM:
            return replace(inner, phrase=phrase)
        doubt = "namesake elsewhere" if inner.point else "name not found" * bool(frontier.rest)
        whole = borders.between(frontier.neighbor, "")
        if not whole or whole.is_too_long:
            return Location(phrase, flags=("long border",)).flagged(doubt)
        return along(phrase, whole, None, km=frontier.km).flagged(doubt)

    def _beside(self, phrase: str, frontier: borders.Frontier) -> Location | None:
        """“the Turkish border near Zakho”, “the Syrian border west of Mosul”: that part of it."""
        found = grammar.NEAR_SIDE.match(frontier.rest) or grammar.CLOSE.match(frontier.rest)
        if not (frontier.is_beside and found):
            return None
        town, flag = self._resolver.base(found["base"])
        heading = directions.direction(found.groupdict().get("direction") or "")
        if not town or town.is_area:
            return None
        degrees = heading.degrees if heading else None
        there = borders.part(frontier.neighbor, town.point, heading=degrees)
        if not there or there.is_too_long:
            return None
        return along(phrase, there, town, km=frontier.km).flagged(flag)

    def _on_inner_border(self, phrase: str, words: str) -> Location | None:
        """“the Diyala–Salah ad-Din border”: along it; a place named with it wins."""
        for name, *ends in borders.pairs(words):
            one, other = (self._resolver.governorate(end) for end in ends)
            stretch = borders.between(one.name, other.name) if one and other else None
            if stretch:
                inner = self._locate(name) if name else Location(phrase)
                named = replace(inner, phrase=phrase) if inner.point else None
                return named or along(phrase, stretch, None)
        return None


def _governorate_of(inner: Location) -> Known | None:
    return inner.place if inner.place and inner.place.kind == "governorate" else None
