"""Distances and directions on the ground."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

EARTH_KM = 6371.0


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


# The border with a margin of some 3 km, simplified from the base map (Natural Earth).
_BORDER = (
    (42.34, 37.13), (42.54, 37.17), (42.77, 37.40), (43.12, 37.40), (43.81, 37.23), (43.98, 37.34),
    (44.09, 37.34), (44.26, 37.25), (44.21, 37.09), (44.28, 37.00), (44.57, 37.19), (44.74, 37.20),
    (44.92, 37.03), (44.86, 36.81), (45.07, 36.68), (45.03, 36.54), (45.27, 36.42), (45.38, 36.09),
    (45.55, 36.02), (45.75, 35.84), (46.06, 35.89), (46.34, 35.84), (46.25, 35.69), (46.02, 35.65),
    (46.00, 35.50), (46.20, 35.23), (46.18, 35.10), (45.93, 35.05), (45.69, 34.79), (45.73, 34.54),
    (45.53, 34.55), (45.59, 34.32), (45.57, 34.13), (45.43, 33.97), (45.76, 33.63), (45.91, 33.65),
    (46.18, 33.28), (46.20, 33.17), (46.12, 32.98), (46.49, 32.92), (47.10, 32.50), (47.43, 32.41),
    (47.86, 31.81), (47.71, 31.40), (47.70, 31.02), (48.04, 31.01), (48.04, 30.49), (48.22, 30.35),
    (48.42, 30.24), (48.58, 29.97), (48.57, 29.91), (48.12, 30.02), (47.94, 29.96), (47.67, 30.07),
    (47.21, 30.01), (46.88, 29.43), (46.54, 29.07), (44.71, 29.16), (42.06, 31.05), (40.41, 31.89),
    (39.12, 32.10), (39.26, 32.25), (38.95, 32.48), (38.75, 33.39), (40.95, 34.43), (41.17, 34.80),
    (41.17, 35.25), (41.33, 35.82), (41.21, 36.06), (41.25, 36.37), (41.37, 36.54), (41.80, 36.63),
    (42.34, 37.13),
)  # fmt: skip


def distance_km(one: Point, other: Point) -> float:
    """Along the great circle."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    across = cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(sin(north / 2) ** 2 + across))


def bearing(one: Point, other: Point) -> float:
    """Direction from one to the other in degrees, 0 = north, 90 = east."""
    east = radians(other.longitude - one.longitude)
    here, there = radians(one.latitude), radians(other.latitude)
    y = sin(east) * cos(there)
    x = cos(here) * sin(there) - sin(here) * cos(there) * cos(east)
    return degrees(atan2(y, x)) % 360


def moved(start: Point, *, km: float, direction: float) -> Point:
    """The point ``km`` away from ``start`` in this direction (degrees)."""
    arc, course = km / EARTH_KM, radians(direction)
    here, east = radians(start.latitude), radians(start.longitude)
    there = asin(sin(here) * cos(arc) + cos(here) * sin(arc) * cos(course))
    shift = atan2(sin(course) * sin(arc) * cos(here), cos(arc) - sin(here) * sin(there))
    return Point(degrees(there), degrees(east + shift))


def middle(one: Point, other: Point) -> Point:
    """Halfway between two points that lie in one country."""
    return Point((one.latitude + other.latitude) / 2, (one.longitude + other.longitude) / 2)


def center(points: Sequence[Point]) -> Point:
    """The middle of the box around points that lie in one country."""
    north, east = zip(*points, strict=True)
    return Point((min(north) + max(north)) / 2, (min(east) + max(east)) / 2)


def angle_between(one: float, other: float) -> float:
    """Between two directions, 0 to 180 degrees."""
    return abs((one - other + 180) % 360 - 180)


def is_in_iraq(point: Point) -> bool:
    """Inside the border or within a few km of it."""
    crossings = 0
    for (ax, ay), (bx, by) in pairwise(_BORDER):
        if (ay > point.latitude) != (by > point.latitude):
            crossings += point.longitude < ax + (point.latitude - ay) / (by - ay) * (bx - ax)
    return crossings % 2 == 1


def km_to_border(point: Point) -> float:
    """From a point in Iraq to the nearest border, good to a few km."""
    return min(_km_to_line(point, one, other) for one, other in pairwise(_BORDER))


def _km_to_line(point: Point, one: tuple[float, float], other: tuple[float, float]) -> float:
    """To the nearest spot of a line short enough to be straight on the map."""
    narrow = cos(radians(point.latitude))
    (ax, ay), (bx, by) = (
        ((x - point.longitude) * narrow, y - point.latitude) for x, y in (one, other)
    )
    dx, dy = bx - ax, by - ay
    along = min(1.0, max(0.0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    return radians(sqrt((ax + along * dx) ** 2 + (ay + along * dy) ** 2)) * EARTH_KM
