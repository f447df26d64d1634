"""Head, legend, scale bars and foot of the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bulletins.incidents.figures import Totals
from bulletins.incidents.maps import look, signs
from bulletins.incidents.maps.projection import Box, View

NOTE = "Positions are approximate. Map may not show all incidents."
CREDIT = (
    "Base map: Made with Natural Earth. Rivers and lakes: GSHHG 2.3.7, Wessel & Smith, LGPL.",
    "Places: GeoNames (geonames.org), CC BY 4.0, filtered and corrected.",
)
HEIGHT_OF_KEY = 16.0
HEIGHT_OF_LINE = 14.0


SMALL = look.SMALLEST_TYPE


class Key(NamedTuple):
    """A line of the legend."""

    words: str
    fill: str = ""
    rim: str = ""
    dashes: str = ""
    sign: str = ""


KEYS = (
    Key("at least one person killed", look.KILLED, look.KILLED),
    Key("injuries only", look.INJURED, look.INJURED),
    Key("no casualties reported", look.PAPER, look.NONE),
    Key("approximate position", look.PAPER, look.INK, "2.4 1.8"),
)
LEGEND = Box(566.0, look.HEAD_HEIGHT + 12, 748.0, look.HEAD_HEIGHT + 166)
FOOT_HEIGHT = 8 + HEIGHT_OF_LINE * 3


def head(title: str, period: str, sums: Totals) -> Iterator[str]:
    """Title and period on the left, totals on the right."""
    yield look.text(title, 14, 26, size=19, weight="bold")
    yield look.text(period, 14, 45, size=12, fill=look.QUIET_INK)
    right = look.SHEET_WIDTH - 14
    count = f"{sums.incidents or 'No'} incident{'' if sums.incidents == 1 else 's'}"
    yield _from_right(count, right, 26, 14.5, look.INK)
    injured = f"{sums.injuries} injured"
    killed = f"{sums.deaths} killed"
    if sums.incidents:
        yield _from_right(injured, right, 45, 11.5, look.INJURED_INK)
        gap = look.text_width(injured, 11.5, weight="bold") + 16
        yield _from_right(killed, right - gap, 45, 11.5, look.KILLED)


def _from_right(words: str, right: float, y: float, size: float, fill: str) -> str:
    return look.text(words, right, y, size=size, weight="bold", fill=fill, anchor="end")


def legend(shown: Sequence[signs.Sign], of_one: float) -> Iterator[str]:
    """Sizes and colors, on a card of its own."""
    more = list(_more_keys(shown))
    yield _card(legend_box(shown))
    yield look.text("Killed + injured", LEGEND.left + 10, LEGEND.top + 18, size=11.5, weight="bold")
    yield from _sizes(shown, of_one)
    for place, (words, fill, rim, dashes, sign) in enumerate([*KEYS, *more]):
        x, y = LEGEND.left + 17, LEGEND.top + 95 + place * HEIGHT_OF_KEY
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        spot = f'cx="{look.number(x)}" cy="{look.number(y)}" r="4.6"'
        if rim:
            yield f'<circle {spot} fill="{fill}" stroke="{rim}" stroke-width="1.2"{dashed}/>'
        if sign:
            yield look.text(sign, x, y + 3.7, size=SMALL, weight="bold", anchor="middle")
        yield look.text(words, LEGEND.left + 30, y + 3.7, size=SMALL)


def _more_keys(shown: Sequence[signs.Sign]) -> Iterator[Key]:
    """What is explained only where it occurs."""
    if any(sign.is_area for sign in shown):
        yield Key("pale: only the area known", look.PALE, look.INK, "2.4 1.8")
    if any(sign.is_unknown for sign in shown):
        yield Key("figures not known", look.PAPER, look.NONE, sign="?")
    if any(sign.inscription.endswith("+") for sign in shown):
        yield Key("more are possible", sign="7+")
    if any(len(sign.incidents) > 1 for sign in shown):
        yield Key("incidents at one place", sign="×2")


def _sizes(shown: Sequence[signs.Sign], of_one: float) -> Iterator[str]:
    """Up to three circles on one line, with what they stand for."""
    x, bottom = LEGEND.left + 14, LEGEND.top + 67
    for people in _samples(shown):
        size = min(signs.radius(people, of_one), 21.0)
        spot = f'cx="{look.number(x + size)}" cy="{look.number(bottom - size)}"'
        yield (
            f'<circle {spot} r="{look.number(size)}" fill="none" stroke="{look.INK}" '
            'stroke-width="0.9"/>'
        )
        yield look.text(f"{people:,}", x + size, bottom + 12.5, size=SMALL, anchor="middle")
        x += 2 * size + 15


def _samples(shown: Sequence[signs.Sign]) -> list[int]:
    """Round numbers up to the largest circle that fits on the card."""
    most = max((sign.casualties for sign in shown), default=0)
    steps = [step for step in (1, 4, 7, 10, 20, 40, 70, 100, 200, 400, 700) if step <= most]
    if not steps:
        return [1, 4] if not most else [1]
    middle = min(steps, key=lambda step: abs(step - steps[-1] / 2.5))
    return sorted({steps[0], middle, steps[-1]})


def legend_box(shown: Sequence[signs.Sign]) -> Box:
    """The room that the card takes."""
    return replace(LEGEND, bottom=LEGEND.bottom + HEIGHT_OF_KEY * len(list(_more_keys(shown))))


def _card(box: Box) -> str:
    return (
        f'<rect x="{look.number(box.left)}" y="{look.number(box.top)}" '
        f'width="{look.number(box.width)}" height="{look.number(box.height)}" rx="3" '
        f'fill="{look.PAPER}" stroke="{look.NEIGHBOR_EDGE}"/>'
    )


def scale_bar(view: View, x: float, y: float, lengths: Sequence[int]) -> Iterator[str]:
    """A ruler with a mark at 0 and at each length in kilometers."""
    marks = [0, *lengths]
    end = x + marks[-1] * view.per_km
    ticks = "".join(
        f"M{look.number(x + mark * view.per_km)} {look.number(y - 4)}V{look.number(y)}"
        for mark in marks
    )
    ruler = f"M{look.number(x)} {look.number(y)}H{look.number(end)}"
    yield f'<path d="{ticks}{ruler}" fill="none" stroke="{look.INK}" stroke-width="1"/>'
    for mark in marks[:-1]:
        spot = x + mark * view.per_km
        yield look.text(str(mark), spot, y - 7, size=SMALL, anchor="middle", halo=look.IRAQ)
    width = look.text_width(str(marks[-1]), SMALL)
    yield look.text(f"{marks[-1]} km", end - width / 2, y - 7, size=SMALL, halo=look.IRAQ)


def foot(top: float, unplaced: int, outside: int) -> Iterator[str]:
    """The caveat and the credit, with every incident the map cannot show counted."""
    note = " ".join([NOTE, *_missing(unplaced, outside)])
    for place, words in enumerate((note, *CREDIT)):
        y = top + HEIGHT_OF_LINE * (place + 1)
        yield look.text(words, 14, y, size=SMALL, fill=look.QUIET_INK)


def _missing(unplaced: int, outside: int) -> Iterator[str]:
    if unplaced:
        yield f"Without a known place, not shown: {unplaced}."
    if outside:
        yield f"Outside the area of the map: {outside}."
