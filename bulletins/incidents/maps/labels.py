"""Names that never print over a circle or over each other: better left out than illegible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians, sin
from typing import Any, NamedTuple

from bulletins.incidents.maps import ground, look, names
from bulletins.incidents.maps.lines import lines_of
from bulletins.incidents.maps.projection import Box, View
from bulletins.incidents.maps.signs import Circle

# By rank of the town: type size, weight, radius of the dot.
TOWN_TYPE = {
    0: (14.0, "bold", 0.0),
    1: (12.5, "bold", 2.2),
    2: (11.0, "normal", 1.8),
    3: (look.SMALLEST_TYPE, "normal", 1.3),
    4: (look.SMALLEST_TYPE, "normal", 1.2),
}


class Face(NamedTuple):
    """How a name without a dot is written."""

    size: float
    weight: str
    spacing: float
    fill: str
    halo: str


GOVERNORATE_TYPE = Face(look.SMALLEST_TYPE, "normal", 0.9, look.QUIET_INK, look.IRAQ)
COUNTRY_TYPE = Face(12.0, "bold", 2.4, look.PALE_INK, look.NEIGHBOR)
SMALL_COUNTRY_TYPE = Face(look.SMALLEST_TYPE, "bold", 0.8, look.PALE_INK, look.NEIGHBOR)
# Where a name may stand beside its dot, best first: (side, height) in units of the type size.
AROUND = (
    (1, 0), (-1, 0), (0, -1), (0, 1), (1, -0.7), (1, 0.7), (-1, -0.7), (-1, 0.7),
)  # fmt: skip
# A great city is named even in a crowd: from farther off, with a line to it.
FARTHER = (0.0, 12.0, 26.0, 42.0, 62.0, 86.0, 114.0)
OUTSIDE_COST = 20.0
# How far a governorate's name may wander from the middle of its area.
WANDER = [(0, 0)] + [
    (dx, dy)
    for far in (1, 2, 3)
    for dx, dy in (
        (0, -13 * far), (0, 13 * far), (-22 * far, 0), (22 * far, 0), (-22 * far, -13 * far),
        (22 * far, -13 * far), (-22 * far, 13 * far), (22 * far, 13 * far),
    )
]  # fmt: skip


@dataclass
class Lettering:
    """The names of one view. Each is drawn only where nothing stands yet."""

    view: View
    circles: Sequence[Circle] = ()
    is_close: bool = False  # an enlargement, with every bend of its rivers
    taken: list[Box] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    dots: list[str] = field(default_factory=list)

    def keep_clear(self, boxes: Iterable[Box]) -> None:
        """Nothing may be written here."""
        self.taken += boxes

    def towns(self, *, ranks: range) -> None:
        """Dots with their names; a town without room for its name has no dot either."""
        for town in names.TOWNS:
            if town.rank in ranks and self.view.shows(town.longitude, town.latitude):
                self._town(town)

    def governorates(self) -> None:
        """Names of the areas, moved aside where a town or a circle stands."""
        for area in ground.governorates():
            if area.label:
                self._wandering(area.name.upper(), area.label, GOVERNORATE_TYPE, within=area)

    def countries(self) -> None:
        """Names of the neighbors, wide and pale."""
        for writing in names.COUNTRIES:
            if self.view.shows(writing.longitude, writing.latitude):
                point = (writing.longitude, writing.latitude)
                face = SMALL_COUNTRY_TYPE if writing.is_small else COUNTRY_TYPE
                self._wandering(writing.name, point, face)

    def waters(self) -> None:
        """Names along rivers and in lakes."""
        for writing in names.WATERS:
            if self.view.shows(writing.longitude, writing.latitude):
                self._water(writing)

    def note(self, words: str, x: float, y: float) -> bool:
        """A short bold note such as “×2”; False where there is no room for it."""
        box = _box(words, x, y, look.SMALLEST_TYPE, "bold")
        if not self._is_free(box):
            return False
        self._write(words, x, y, box, size=look.SMALLEST_TYPE, weight="bold")
        return True

    def beside(self, window: Box) -> None:
        """The capital's name beside the frame it lies in, where its surroundings are enlarged."""
        capital = names.TOWNS[0]
        x, y = self.view.at(capital.longitude, capital.latitude)
        size, weight, _ = TOWN_TYPE[0]
        width = look.text_width(capital.name, size, weight=weight)
        for left in (window.right + 6, window.left - 6 - width):
            box = _box(capital.name, left, y + 4, size, weight)
            if window.holds(Box(x, y, x, y)) and self._is_free(box):
                self._write(capital.name, left, y + 4, box, size=size, weight=weight)
                self.dots.append(_dot(x, y, 0))
                return

    def _town(self, town: names.Town) -> None:
        size, weight, dot = TOWN_TYPE[town.rank]
        x, y = self.view.at(town.longitude, town.latitude)
        if any(box.meets(Box(x, y, x, y)) for box in self.taken):
            return
        near = self._gaps(x, y)
        for farther in FARTHER if town.rank < 2 else FARTHER[:1]:
            gaps = (near[0] + farther, near[1] + farther)
            spots = _spots(town.name, x, y, gaps, size, weight, farther)
            boxes = {_box(town.name, *spot, size, weight): spot for spot in spots}
            if box := self._best(boxes):
                self._write(town.name, *boxes[box], box, size=size, weight=weight)
                self.taken.append(Box(x - 2.5, y - 2.5, x + 2.5, y + 2.5))
                self.leads += _lead(x, y, box, farther)
                self.dots += [] if self._hides_a_number(x, y) else [_dot(x, y, dot)]
                return

    def _best(self, boxes: Iterable[Box], within: ground.Shape | None = None) -> Box | None:
        """Of the free places, given best first, the one that crosses the least.

        A governorate's name that reaches into the next one costs as much as a river below it.
        """
        lines = lines_of(self.view, is_close=self.is_close)
        free = [(place, box) for place, box in enumerate(boxes) if self._is_free(box)]

        def cost(each: tuple[int, Box]) -> float:
            place, box = each
            outside = self._ends_outside(box, within) if within else 0
            return place * 0.4 + lines.under(box) + OUTSIDE_COST * outside

        return min(free, key=cost, default=(0, None))[1]

    def _ends_outside(self, box: Box, area: ground.Shape) -> int:
        y = (box.top + box.bottom) / 2
        ends = (self.view.degrees(x, y) for x in (box.left, box.right))
        return sum(not ground.contains(area, *end) for end in ends)

    def _hides_a_number(self, x: float, y: float) -> bool:
        return any(hypot(each.x - x, each.y - y) < 9 for each in self.circles)

    def _gaps(self, x: float, y: float) -> tuple[float, float]:
        """Room to leave left and right of a dot: past the circle that lies on it, if one does."""
        covering = [
            circle for circle in self.circles if hypot(circle.x - x, circle.y - y) < circle.radius
        ]
        left = max((x - circle.x + circle.radius for circle in covering), default=1)
        right = max((circle.x + circle.radius - x for circle in covering), default=1)
        return left + 4, right + 4

    def _wandering(
        self,
        words: str,
        point: tuple[float, float],
        face: Face,
        *,
        within: ground.Shape | None = None,
    ) -> None:
        """Near the point, and for a governorate nowhere but inside it."""
        x, y = self.view.at(*point)
        width = look.text_width(words, face.size, weight=face.weight, spacing=face.spacing)
        boxes = {}
        for dx, dy in WANDER:
            if within and not ground.contains(within, *self.view.degrees(x + dx, y + dy)):
                continue
            left, baseline = x + dx - width / 2, y + dy + face.size * 0.35
            top, bottom = baseline - face.size * 0.8, baseline + face.size * 0.25
            boxes[Box(left, top, left + width, bottom)] = (left, baseline)
        if box := self._best(boxes, within):
            self._write(words, *boxes[box], box, **face._asdict())

    def _write(self, words: str, left: float, baseline: float, box: Box, **face: Any) -> None:
        self.taken.append(box)
        self.drawn.append(look.text(words, left, baseline, **{"halo": look.IRAQ, **face}))

    def _water(self, writing: names.Writing) -> None:
        x, y = self.view.at(writing.longitude, writing.latitude)
        size = look.SMALLEST_TYPE
        box = _turned(x, y, look.text_width(writing.name, size), size, writing.turn)
        if not self._is_free(box):
            return
        self.taken.append(box)
        self.drawn.append(
            look.text(
                writing.name, x, y,
                size=size, fill=look.WATER_INK, italic=True, anchor="middle", turn=writing.turn,
                halo="" if "L." in writing.name or "Gulf" in writing.name else look.IRAQ,
            )
        )  # fmt: skip

    def _is_free(self, box: Box) -> bool:
        if not self.view.frame.grown(-3).holds(box):
            return False
        if any(box.meets(other) for other in self.taken):
            return False
        return not any(_covers(circle, box) for circle in self.circles)


def _spots(
    words: str,
    x: float,
    y: float,
    gaps: tuple[float, float],
    size: float,
    weight: str,
    farther: float,
) -> Iterator[tuple[float, float]]:
    """Left end and baseline of every place beside a dot, or around it from farther off."""
    width = look.text_width(words, size, weight=weight)
    for side, height in AROUND:
        left = x + gaps[1] if side > 0 else x - gaps[0] - width
        rise = height * (size + farther) if side else height * (size * 0.75 + max(gaps) * 0.6)
        yield left if side else x - width / 2, y + size * 0.35 + rise


def _covers(circle: Circle, box: Box) -> bool:
    """The circle reaches into the box."""
    dx = max(box.left - circle.x, 0, circle.x - box.right)
    dy = max(box.top - circle.y, 0, circle.y - box.bottom)
    return hypot(dx, dy) < circle.radius + 1


def _box(words: str, left: float, baseline: float, size: float, weight: str) -> Box:
    width = look.text_width(words, size, weight=weight)
    return Box(left - 1.5, baseline - size * 0.85, left + width + 1.5, baseline + size * 0.28)


def _turned(x: float, y: float, width: float, size: float, turn: float) -> Box:
    """The upright box around a turned line that is centered on a point."""
    angle = radians(abs(turn))
    half_width = (width * cos(angle) + size * sin(angle)) / 2
    half_height = (width * sin(angle) + size * cos(angle)) / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def _lead(x: float, y: float, box: Box, farther: float) -> Iterator[str]:
    """A thin line from a dot to a name that stands apart from it."""
    if farther:
        near_x = min(max(x, box.left), box.right)
        near_y = min(max(y, box.top), box.bottom)
        ends = f'x1="{look.number(x)}" y1="{look.number(y)}"'
        ends += f' x2="{look.number(near_x)}" y2="{look.number(near_y)}"'
        yield f'<line {ends} stroke="{look.INK}" stroke-width="0.8"/>'


def _dot(x: float, y: float, radius: float) -> str:
    if radius:
        spot = f'cx="{look.number(x)}" cy="{look.number(y)}" r="{look.number(radius)}"'
        return f'<circle {spot} fill="{look.INK}" stroke="{look.IRAQ}" stroke-width="0.7"/>'
    corner = f'x="{look.number(x - 3)}" y="{look.number(y - 3)}"'  # The capital is a square.
    return f'<rect {corner} width="6" height="6" fill="{look.INK}" stroke="{look.IRAQ}"/>'
