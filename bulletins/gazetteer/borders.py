"""“on the Syrian border”, “the Diyala–Salah ad-Din border”: stretches, each with its middle.

A stretch longer than the widest governorate is no place: such a phrase needs a governorate.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bulletins.gazetteer.geometry import Point, angle_between, bearing, distance_km

DATA = Path(__file__).parent / "data"
STRETCHES = DATA / "borders.csv"
LINES = DATA / "border_lines.csv"  # neighbor and point, every few km
WIDEST_KM = 290  # Anbar, as an area
NEAR_KM = 60.0  # A border farther from a town is not near it.
BESIDE_KM = 15.0
SECTOR = 30.0  # degrees to either side of a direction
DRAWN_TO_KM = 5
NEIGHBORS = {
    "iran": "Iran", "syria": "Syria", "jordan": "Jordan", "turkey": "Turkey", "kuwait": "Kuwait",
    "saudi arabia": "Saudi Arabia", "iranian": "Iran", "syrian": "Syria", "jordanian": "Jordan",
    "turkish": "Turkey", "kuwaiti": "Kuwait", "saudi": "Saudi Arabia",
    "saudi arabian": "Saudi Arabia",
}  # fmt: skip
_NEIGHBOR = "|".join(sorted(NEIGHBORS, key=len, reverse=True))
_LEAD = (
    r"(?:(?:just |right )?(?:near|on|along|at|close to|by|across|from|of|off|in|inside|next to|"
    r"towards?)\s+)*(?:the\s+)?"
)
_WORDS = r"(?:borderline|borderlands|borders?|frontier)(?:\s+(?:area|region|strip|line|zone)s?)?"
_WORD = re.compile(r"\b(?:border|frontier)", re.IGNORECASE)
_ANY = re.compile(rf"^{_LEAD}{_WORDS}$", re.IGNORECASE)
# A town the border runs past, rather than one that lies on it.
BESIDE = r"near\b|close to\b|opposite\b|outside\b|(?:to the )?(?:just )?[nsew][\w-]{3,12} of\b"
_COUNTRY = re.compile(
    r"^(?:(?P<name>.+?)[,\s]\s*)??"
    r"(?:(?P<km>\d+(?:[.,]\d+)?)\s*-?\s*(?:km|kms|kilometers?|kilometres?)\s+)?"
    rf"(?:[nsew]\w{{0,8}}\s+of\s+)?{_LEAD}"
    rf"(?:(?:iraqi?\s*[-–/]\s*)?(?P<adjective>{_NEIGHBOR})(?:\s*[-–/]\s*iraqi?)?\s+{_WORDS}"
    rf"|(?:iraqi?\s+)?{_WORDS}\s+(?:with|to|of)\s+(?P<country>{_NEIGHBOR}))"
    rf"(?:\s*,\s*|\s+(?:in|of)\s+|\s*\(\s*|\s+(?={BESIDE})|$)(?P<within>.*?)\)?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"^(?:(?P<name>.+?)[,\s]\s*)??{_LEAD}(?:(?:provincial|administrative)\s+)?"
    rf"(?:{_WORDS}\s+between\s+(?P<pair>.+? and .+)|{_WORDS}\s+of\s+(?P<both>.+? and .+)"
    rf"|(?P<first>[^,]+?)(?:'s)?\s+{_WORDS}\s+with\s+(?P<second>.+)"
    rf"|(?P<joined>[^,]+?(?:[-–/]|\s+and\s+)[^,]+?)(?:\s+(?:provincial|administrative))?\s+{_WORDS})$",
    re.IGNORECASE,
)
_BESIDE = re.compile(BESIDE, re.IGNORECASE)
_JOINT = re.compile(r"\s+and\s+|\s*[-–/]\s*", re.IGNORECASE)


class Stretch(NamedTuple):
    """A border between two governorates, or between a neighbor and a governorate (or none)."""

    one: str
    other: str
    latitude: float
    longitude: float
    reach_km: int

    @property
    def point(self) -> Point:
        """Its middle."""
        return Point(self.latitude, self.longitude)

    @property
    def is_too_long(self) -> bool:
        """Nobody could draw it as one area."""
        return self.reach_km > WIDEST_KM


class Frontier(NamedTuple):
    """A phrase about the border with a neighbor, taken apart."""

    neighbor: str
    km: float  # away from the border
    rest: str  # what else the phrase says

    @property
    def is_beside(self) -> bool:
        """The rest says which part of the border is meant: “near Zakho”, “west of Mosul”."""
        return bool(_BESIDE.match(self.rest))


def is_about_one(words: str) -> bool:
    """The phrase speaks of a border: worth a closer look."""
    return bool(_WORD.search(words))


def is_any(words: str) -> bool:
    """“near the border”: it says of no border which one."""
    return bool(_ANY.match(words))


def frontier(words: str) -> Frontier | None:
    """What the phrase says of a neighbor's border, if it speaks of one."""
    found = _COUNTRY.match(words)
    if not found:
        return None
    neighbor = NEIGHBORS[" ".join((found["adjective"] or found["country"]).casefold().split())]
    rest = ", ".join(filter(None, [found["name"], found["within"]]))
    km = float(found["km"].replace(",", ".")) if found["km"] else 0.0
    return Frontier(neighbor, km, rest.strip(" ,"))


def pairs(words: str) -> Iterator[tuple[str, str, str]]:
    """What stands before “… border” and each way to split the rest in two names.

    “Salah ad-Din-Diyala” has two hyphens; only one of them parts two governorates.
    """
    found = _BETWEEN.match(words)
    if not found:
        return
    name = found["name"] or ""
    if found["first"]:
        yield name, found["first"], found["second"]
    both = found["pair"] or found["both"] or found["joined"] or ""
    for joint in _JOINT.finditer(both):
        yield name, both[: joint.start()], both[joint.end() :]


def between(one: str, other: str) -> Stretch | None:
    """The border of two neighbors, named as the gazetteer names them; ``other`` may be empty."""
    return _stretches().get(frozenset({one, other}))


def part(neighbor: str, town: Point, *, heading: float | None) -> Stretch | None:
    """The part of a neighbor's border beside a town, or in that direction (degrees) from it.

    Nothing where none lies there, or none near a town given without a direction.
    """
    line = _lines().get(neighbor, [])
    nearest = min((distance_km(town, point) for point in line), default=0.0)
    if heading is None:
        reach = nearest + BESIDE_KM if nearest <= NEAR_KM else 0
        points = [point for point in line if distance_km(town, point) <= reach]
    else:
        points = [point for point in line if angle_between(bearing(town, point), heading) <= SECTOR]
    if not points:
        return None
    km, middle = min((max(distance_km(at, each) for each in points), at) for at in points)
    return Stretch(neighbor, "", *middle, round(km) + DRAWN_TO_KM)


@cache
def _lines() -> dict[str, list[Point]]:
    lines: dict[str, list[Point]] = {}
    with LINES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = Point(float(row["latitude"]), float(row["longitude"]))
            lines.setdefault(row["neighbor"], []).append(point)
    return lines


@cache
def _stretches() -> dict[frozenset[str], Stretch]:
    with STRETCHES.open(encoding="utf-8", newline="") as file:
        rows = [
            Stretch(
                row["one"], row["other"], float(row["latitude"]), float(row["longitude"]),
                int(row["reach_km"]),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    return {frozenset({row.one, row.other}): row for row in rows}
