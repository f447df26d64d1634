"""From degrees to points on the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians

KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, or in degrees: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return abs(self.right - self.left)

    @property
    def height(self) -> float:
        return abs(self.bottom - self.top)

    def meets(self, other: Box) -> bool:
        """They share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """The other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def beyond(self, x: float, y: float) -> set[str]:
        """Which edges the point lies beyond; none when it lies inside."""
        sides = {
            "left": x < self.left,
            "right": x > self.right,
            "top": y < self.top,
            "bottom": y > self.bottom,
        }
        return {side for side, is_beyond in sides.items() if is_beyond}

    def grown(self, by: float) -> Box:
        """The same, wider by ``by`` on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True)
class View:
    """A window of degrees shown in a rectangle of the sheet.

    Equirectangular, with degrees of longitude shortened by the cosine of the middle latitude: true
    to scale within 5 % all over Iraq.
    """

    west: float
    south: float
    east: float
    north: float
    left: float
    top: float
    width: float

    @cached_property
    def per_degree(self) -> float:
        """Sheet units for a degree of longitude."""
        return self.width / (self.east - self.west)

    @cached_property
    def per_latitude(self) -> float:
        """Sheet units for a degree of latitude."""
        return self.per_degree / cos(radians((self.south + self.north) / 2))

    @property
    def per_km(self) -> float:
        """Sheet units for a kilometer."""
        return self.per_latitude / KM_PER_DEGREE

    @property
    def frame(self) -> Box:
        """Where on the sheet it lies."""
        height = (self.north - self.south) * self.per_latitude
        return Box(self.left, self.top, self.left + self.width, self.top + height)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The place on the sheet."""
        return (
            self.left + (longitude - self.west) * self.per_degree,
            self.top + (self.north - latitude) * self.per_latitude,
        )

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place on the sheet."""
        return (
            self.west + (x - self.left) / self.per_degree,
            self.north - (y - self.top) / self.per_latitude,
        )

    def shows(self, longitude: float, latitude: float) -> bool:
        """The point lies inside the window."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north
