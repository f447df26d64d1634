"""Where rivers, shores and borders run on a view: names stand beside them rather than across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import ceil, hypot

from bulletins.incidents.maps import ground
from bulletins.incidents.maps.projection import Box, View

SQUARE = 3.0  # sheet units
# How much a line of each layer disturbs a name that is written across it.
WEIGHTS = {"iraq": 3.0, "river": 2.0, "stream": 1.5, "neighbor": 1.5, "lake": 1.5, "border": 1.0}


class Lines:
    """The squares of a view through which lines run."""

    def __init__(self, view: View, shapes: tuple[ground.Shape, ...]) -> None:
        self._squares: dict[tuple[int, int], float] = defaultdict(float)
        for shape in shapes:
            if weight := WEIGHTS.get(shape.layer):
                for line in shape.lines:
                    for square in _squares(view, line):
                        self._squares[square] = max(self._squares[square], weight)

    def under(self, box: Box) -> float:
        """How much of lines runs below the box."""
        columns = range(int(box.left // SQUARE), int(box.right // SQUARE) + 1)
        rows = range(int(box.top // SQUARE), int(box.bottom // SQUARE) + 1)
        return sum(self._squares.get((x, y), 0.0) for x in columns for y in rows)


@lru_cache(maxsize=4)
def lines_of(view: View, *, is_close: bool) -> Lines:
    """Those of the main view stay; an enlargement has another window every week."""
    return Lines(view, ground.close_shapes() if is_close else ground.shapes())


def _squares(view: View, line: ground.Line) -> Iterator[tuple[int, int]]:
    if not line.span.meets(Box(view.west, view.south, view.east, view.north)):
        return
    spots = [view.at(x, y) for x, y in line.points]
    frame = view.frame
    for (ax, ay), (bx, by) in pairwise(spots):
        reach = Box(min(ax, bx), min(ay, by), max(ax, bx) + 0.1, max(ay, by) + 0.1)
        if not reach.meets(frame):
            continue
        steps = ceil(hypot(bx - ax, by - ay) / SQUARE) or 1
        for step in range(steps + 1):
            part = step / steps
            yield (
                int((ax + (bx - ax) * part) // SQUARE),
                int((ay + (by - ay) * part) // SQUARE),
            )
