"""From incidents to circles: merged where they repeat, sized, moved apart a little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, pi, sin, sqrt
from typing import Any

from bulletins.incidents.figures import Totals, totals
from bulletins.incidents.maps.projection import Box, View

# Named places and points set by an editor stand where they say; all else was reckoned.
EXACT_METHODS = frozenset({"place", "editor", "given"})
APPROXIMATE_FROM_KM = 6.0
AREA_FROM_KM = 25.0

LARGEST_UNIT = 8.0
SMALLEST_RADIUS = 3.2
NUMBERED_FROM = 7.5
INK_BUDGET = 21_000.0
LARGEST_RADIUS = 44.0
ROUNDS = 60
GOLDEN_ANGLE = 2.39996  # radians


@dataclass(frozen=True)
class Sign:
    """One circle: every incident of one place."""

    longitude: float
    latitude: float
    incidents: tuple[Mapping[str, Any], ...]
    sums: Totals
    is_approximate: bool
    is_area: bool

    @property
    def casualties(self) -> int:
        """Deaths and injuries that are certain."""
        return self.sums.deaths.certain + self.sums.injuries.certain

    @property
    def is_unknown(self) -> bool:
        """Neither deaths nor injuries were reported in numbers."""
        return self.sums.deaths.is_unknown and self.sums.injuries.is_unknown

    @property
    def inscription(self) -> str:
        """The number inside: “7”, “7+” where more is possible, “?” where nothing is known."""
        if self.is_unknown:
            return "?"
        is_exact = all(each.low == each.high for each in (self.sums.deaths, self.sums.injuries))
        return f"{self.casualties}{'' if is_exact else '+'}"


@dataclass(frozen=True)
class Circle:
    """A sign on the sheet: where it is drawn, how large, and where it truly lies."""

    sign: Sign
    x: float
    y: float
    radius: float
    true_x: float
    true_y: float

    @property
    def box(self) -> Box:
        return Box(
            self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius
        )

    @property
    def is_moved(self) -> bool:
        """It was pushed so far from its true place that a line has to lead back."""
        return hypot(self.x - self.true_x, self.y - self.true_y) > max(3.0, self.radius * 0.5)


def signs(incidents: Iterable[Mapping[str, Any]]) -> list[Sign]:
    """One per place, largest first; incidents without a point have none.

    Two places with different names stay two, even when both were reckoned to the same point.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for incident in incidents:
        if incident["latitude"] is not None:
            groups.setdefault(_place(incident), []).append(incident)
    made = [_sign(group) for group in groups.values()]
    return sorted(made, key=lambda sign: (-sign.casualties, sign.latitude, sign.longitude))


def _place(incident: Mapping[str, Any]) -> tuple[Any, ...]:
    point = (round(incident["latitude"], 4), round(incident["longitude"], 4))
    if incident.get("method") in EXACT_METHODS:
        return point
    return (*point, incident["location"].casefold().strip())


def _sign(group: list[Mapping[str, Any]]) -> Sign:
    first = group[0]
    precision = first.get("precision_km")
    is_exact = first.get("method") in EXACT_METHODS
    return Sign(
        longitude=first["longitude"],
        latitude=first["latitude"],
        incidents=tuple(group),
        sums=totals(group),
        is_approximate=is_approximate(precision, is_exact=is_exact),
        is_area=is_area(precision),
    )


def is_approximate(precision_km: float | None, *, is_exact: bool) -> bool:
    """It gets a dashed rim: reckoned, or named but not to within a few kilometers."""
    return not is_exact or precision_km is None or precision_km > APPROXIMATE_FROM_KM


def is_area(precision_km: float | None) -> bool:
    """It is drawn pale: only an area is known."""
    return precision_km is not None and precision_km > AREA_FROM_KM


def unit(shown: Sequence[Sign]) -> float:
    """Radius of one casualty, so that a bloody month does not paint the country over."""
    people = sum(sign.casualties for sign in shown)
    most = max((sign.casualties for sign in shown), default=0)
    if not people:
        return LARGEST_UNIT
    return min(LARGEST_UNIT, sqrt(INK_BUDGET / (pi * people)), LARGEST_RADIUS / sqrt(most))


def radius(casualties: int, of_one: float) -> float:
    """The circle's area goes with the casualties."""
    return max(SMALLEST_RADIUS, of_one * sqrt(casualties))


def place(shown: Sequence[Sign], view: View, of_one: float) -> list[Circle]:
    """Circles of a view, pushed apart where they cover each other."""
    circles = [_at_home(sign, view, of_one) for sign in shown]
    return _spread(circles, view.frame)


def _at_home(sign: Sign, view: View, of_one: float) -> Circle:
    x, y = view.at(sign.longitude, sign.latitude)
    return Circle(sign, x, y, radius(sign.casualties, of_one), x, y)


def _spread(circles: list[Circle], frame: Box) -> list[Circle]:
    """Push neighbors apart, a little every round, never farther than their size allows."""
    spots = [(circle.x, circle.y) for circle in circles]
    for _ in range(ROUNDS):
        moved = False
        for one in range(len(circles)):
            for other in range(one):
                moved |= _push(circles, spots, one, other)
        spots = [_held(circle, spot, frame) for circle, spot in zip(circles, spots, strict=True)]
        if not moved:
            break
    return [replace(each, x=x, y=y) for each, (x, y) in zip(circles, spots, strict=True)]


def _push(circles: list[Circle], spots: list[tuple[float, float]], one: int, other: int) -> bool:
    """Move two circles half their overlap each; the smaller one goes the longer way."""
    (ax, ay), (bx, by) = spots[one], spots[other]
    needed = circles[one].radius + circles[other].radius + 1
    dx, dy = ax - bx, ay - by
    if abs(dx) >= needed or abs(dy) >= needed:
        return False
    distance = hypot(dx, dy)
    if distance >= needed:
        return False
    if distance < 0.01:  # Same spot: a fixed direction that no two circles share.
        dx, dy, distance = cos(one * GOLDEN_ANGLE), sin(one * GOLDEN_ANGLE), 1.0
    share = circles[other].radius / (circles[one].radius + circles[other].radius)
    step = (needed - distance) * 0.5 / distance
    spots[one] = (ax + dx * step * share, ay + dy * step * share)
    spots[other] = (bx - dx * step * (1 - share), by - dy * step * (1 - share))
    return True


def _held(circle: Circle, spot: tuple[float, float], frame: Box) -> tuple[float, float]:
    """Within reach of the true place, and inside the frame."""
    dx, dy = spot[0] - circle.true_x, spot[1] - circle.true_y
    reach = circle.radius + 22
    back = min(1.0, reach / (hypot(dx, dy) or 1))
    x, y = circle.true_x + dx * back, circle.true_y + dy * back
    edge = circle.radius + 2
    return (
        min(max(x, frame.left + edge), frame.right - edge),
        min(max(y, frame.top + edge), frame.bottom - edge),
    )
