"""The map for the width of a column: the country alone, with what can be read at that size.

It lies in the page rather than beside it, so that its ground can follow the page's theme: every
part has a class (``static/css/pages.css``), and without style sheets the colors of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bulletins.incidents.maps import ground, look, signs, words
from bulletins.incidents.maps.labels import Lettering
from bulletins.incidents.maps.projection import View

VIEW = View(west=38.65, south=28.95, east=48.75, north=37.50, left=0, top=0, width=320)
LAYERS = ("iraq", "lake", "river", "outline")
# Units, which are pixels here: a bend smaller than that is seen by nobody and carried by everybody.
FINEST = 1.4
# Between the sheet's circles scaled with the ground, and circles whose numbers can still be read.
SCALE = 0.55
GREAT_CITIES = range(2)


def draw_small(incidents: Sequence[Mapping[str, Any]], *, period: str) -> str:
    """SVG of 320 units' width, to stand in HTML. The same incidents give the same bytes."""
    every = signs.signs(incidents)
    shown = [sign for sign in every if VIEW.shows(sign.longitude, sign.latitude)]
    circles = signs.place(shown, VIEW, SCALE * signs.unit(shown))
    lettering = Lettering(VIEW, circles)
    lettering.towns(ranks=GREAT_CITIES)
    return "".join(
        [
            _opening(words.alt_text(incidents, period=period)),
            *_ground(),
            *lettering.leads,
            *lettering.drawn,
            *map(_circle, circles),
            *lettering.dots,
            "</svg>",
        ]
    )


def _opening(description: str) -> str:
    width, height = look.number(VIEW.frame.width), look.number(VIEW.frame.height)
    return (
        f'<svg class="small-map" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{look.FONT}" role="img" '
        f'aria-label="{escape(description)}">'
    )


def _ground() -> Iterator[str]:
    for layer, line in ground.outlines(VIEW, ground.shapes(), layers=LAYERS, finest=FINEST):
        yield f'<path class="map-{layer}" d="{line}" {ground.LAYERS[layer]}/>'


def _circle(circle: signs.Circle) -> str:
    sign = circle.sign
    kind, fill = _kind(sign)
    spot = (
        f'cx="{look.number(circle.x)}" cy="{look.number(circle.y)}" '
        f'r="{look.number(circle.radius)}"'
    )
    title = f"<title>{escape(words.of_sign(sign))}</title>"
    return f'<circle class="map-{kind}" {spot} fill="{fill}" stroke="{look.PAPER}">{title}</circle>'


def _kind(sign: signs.Sign) -> tuple[str, str]:
    """What the circle says, as a class and as a color."""
    if sign.sums.deaths.certain:
        return "killed", look.KILLED
    return ("injured", look.INJURED) if sign.casualties else ("none", look.NONE)
