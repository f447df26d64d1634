"""The enlargement that a map needs where incidents crowd: what it shows and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from bulletins.incidents.maps import names, signs
from bulletins.incidents.maps.projection import Box, View

SPAN_EAST, SPAN_NORTH = 1.30, 0.94
# Of the span to either side: circles and their towns keep away from the frame.
REACH = 0.42
WIDTH = 290.0
MARGIN = 12.0
# With fewer circles on top of each other, pushing them apart is enough.
CROWDED_FROM = 4


@dataclass(frozen=True)
class Inset:
    """A view of its own, and the window of the main view that it enlarges."""

    view: View
    title: str
    window: Box  # on the sheet, in the main view

    def shows(self, sign: signs.Sign) -> bool:
        """The sign is drawn large here, and as a mere dot on the main map."""
        return self.view.shows(sign.longitude, sign.latitude)


def choose(shown: Sequence[signs.Sign], main: View, of_one: float) -> Inset | None:
    """The window that frees most circles from each other, or none where none is needed."""
    crowd = _crowd(shown, main, of_one)
    if not crowd:
        return None
    west, south = _corner(crowd)
    window = _window(main, west, south)
    corner = _stand(shown, main, window)
    view = View(
        west=west, south=south, east=west + SPAN_EAST, north=south + SPAN_NORTH,
        left=corner[0], top=corner[1], width=WIDTH,
    )  # fmt: skip
    return Inset(view=view, title=f"{_largest_town(view)} and surroundings", window=window)


def _crowd(shown: Sequence[signs.Sign], main: View, of_one: float) -> list[signs.Sign]:
    """The signs of the best window: the most pairs that cover each other."""
    pairs = _covering_pairs(shown, main, of_one)
    best: list[signs.Sign] = []
    most = CROWDED_FROM - 1
    for middle in shown:
        near = [
            place
            for place, sign in enumerate(shown)
            if abs(sign.longitude - middle.longitude) < SPAN_EAST * REACH
            and abs(sign.latitude - middle.latitude) < SPAN_NORTH * REACH
        ]
        freed = sum(one in near and other in near for one, other in pairs)
        if freed > most:
            most, best = freed, [shown[place] for place in near]
    return best


def _covering_pairs(
    shown: Sequence[signs.Sign], main: View, of_one: float
) -> list[tuple[int, int]]:
    spots = [
        (*main.at(sign.longitude, sign.latitude), signs.radius(sign.casualties, of_one))
        for sign in shown
    ]
    return [
        (one, other)
        for one, (ax, ay, ar) in enumerate(spots)
        for other, (bx, by, br) in enumerate(spots[:one])
        if hypot(ax - bx, ay - by) < ar + br
    ]


def _corner(crowd: Sequence[signs.Sign]) -> tuple[float, float]:
    """West and south of the window that has the crowd in its middle."""
    longitudes = [sign.longitude for sign in crowd]
    latitudes = [sign.latitude for sign in crowd]
    return (
        round((min(longitudes) + max(longitudes) - SPAN_EAST) / 2, 2),
        round((min(latitudes) + max(latitudes) - SPAN_NORTH) / 2, 2),
    )


def _window(main: View, west: float, south: float) -> Box:
    left, top = main.at(west, south + SPAN_NORTH)
    right, bottom = main.at(west + SPAN_EAST, south)
    return Box(left, top, right, bottom)


def height() -> float:
    """Of the inset on the sheet: the same for every window within half a percent."""
    return WIDTH * SPAN_NORTH / SPAN_EAST / 0.83


def _stand(shown: Sequence[signs.Sign], main: View, window: Box) -> tuple[float, float]:
    """A corner of the main map where it hides no sign, else below the map."""
    frame = main.frame
    left, right = frame.left + MARGIN, frame.right - WIDTH - MARGIN
    top, bottom = frame.top + MARGIN, frame.bottom - height() - MARGIN
    spots = [main.at(sign.longitude, sign.latitude) for sign in shown]
    for x, y in ((left, bottom), (left, top), (right, bottom)):
        place = Box(x, y, x + WIDTH, y + height()).grown(14)
        hides = any(place.holds(Box(sx, sy, sx, sy)) for sx, sy in spots)
        if not hides and not place.meets(window):
            return x, y
    return left, frame.bottom + MARGIN


def _largest_town(view: View) -> str:
    """The first town of the best rank in the window, nearest to its middle."""
    x, y = (view.west + view.east) / 2, (view.south + view.north) / 2
    seen = [town for town in names.TOWNS if view.shows(town.longitude, town.latitude)]
    ranked = sorted(
        seen, key=lambda town: (town.rank, hypot(town.longitude - x, town.latitude - y))
    )
    return ranked[0].name if ranked else "Enlargement"
