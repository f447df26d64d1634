"""Rivers and lakes in full detail, out of the netCDF files of GSHHG (Wessel & Smith, LGPL-3+).

The files cut every line at the edges of bins of one degree, numbered row by row from the northwest;
a point is kept as 65,535ths of its bin. Parts of one lake are joined again here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from netCDF4 import Dataset
from shapely import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, polygonize

STEPS_A_BIN = 65_535
LAKE_LEVEL = 2
SMALLEST_LAKE = 0.002  # square degrees


class River(NamedTuple):
    """A stretch of a river within one bin. Level 0: a bank of a wide one; 5 and up: often dry."""

    level: int
    line: LineString


class Bins:
    """The bins of one file that lie in a window."""

    def __init__(self, path: Path, window: BaseGeometry) -> None:
        self._facts = Dataset(path).variables
        self._size = int(self._facts["Bin_size_in_minutes"][0]) / 60
        self._across = int(self._facts["N_bins_in_360_longitude_range"][0])
        self._window = window.bounds
        self._first = self._facts["Id_of_first_point_in_a_segment"][:]

    def column(self, name: str) -> Any:
        """One fact of every segment."""
        return self._facts[name][:]

    def segments(self) -> Iterator[tuple[int, float, float]]:
        """Number of each segment in the window, with west and south of its bin."""
        first = self._facts["Id_of_first_segment_in_a_bin"][:]
        for place, number in enumerate(self._facts["N_segments_in_a_bin"][:]):
            row, column = divmod(place, self._across)
            west, south = column * self._size, 90 - (row + 1) * self._size
            if number and self._is_seen(west, south):
                yield from ((first[place] + each, west, south) for each in range(number))

    def line(self, segment: int, points: int, west: float, south: float) -> LineString:
        """The segment in degrees."""
        here = slice(self._first[segment], self._first[segment] + points)
        steps = [
            np.asarray(self._facts[f"Relative_{what}_from_SW_corner_of_bin"][here])
            .astype(np.uint16) / STEPS_A_BIN * self._size
            for what in ("longitude", "latitude")
        ]  # fmt: skip
        xs, ys = (west + steps[0]).round(5), (south + steps[1]).round(5)
        return LineString(zip(xs.tolist(), ys.tolist(), strict=True))

    def _is_seen(self, west: float, south: float) -> bool:
        left, below, right, above = self._window
        return (
            west < right
            and left < west + self._size
            and south < above
            and below < south + self._size
        )


def rivers(path: Path, window: BaseGeometry) -> Iterator[River]:
    """Every stretch of a river in the window."""
    bins = Bins(path, window)
    levels = bins.column("Hierarchial_level_of_a_segment")
    points = bins.column("N_points_for_a_segment")
    for segment, west, south in bins.segments():
        if points[segment] > 1:
            line = bins.line(segment, int(points[segment]), west, south)
            yield River(int(levels[segment]), line)


def lakes(path: Path, window: BaseGeometry) -> Iterator[Polygon]:
    """Lakes, and the beds of rivers that are wide enough, joined across bins."""
    bins = Bins(path, window)
    packed, polygons = (
        bins.column("Embedded_npts_levels_exit_entry_for_a_segment"),
        bins.column("Id_of_GSHHS_ID"),
    )
    shores: dict[int, list[LineString]] = defaultdict(list)
    for segment, west, south in bins.segments():
        points, level = int(packed[segment]) >> 9, int(packed[segment]) >> 6 & 7
        if level == LAKE_LEVEL and points > 1:
            shores[int(polygons[segment])].append(bins.line(segment, points, west, south))
    for _, lines in sorted(shores.items()):
        for lake in polygonize(linemerge(MultiLineString(lines))):
            if lake.area > SMALLEST_LAKE:
                yield lake
