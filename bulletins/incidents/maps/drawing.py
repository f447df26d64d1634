"""The whole sheet: ground, circles, names, inset and furniture put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bulletins.incidents.figures import totals
from bulletins.incidents.maps import furniture, ground, insets, look, signs, words
from bulletins.incidents.maps.labels import Lettering
from bulletins.incidents.maps.projection import Box, View

TITLE = "IED incidents and resulting casualties"
MAIN = View(
    west=38.00, south=28.75, east=49.35, north=37.75,
    left=0, top=look.HEAD_HEIGHT, width=look.SHEET_WIDTH,
)  # fmt: skip
# As close around the country as a corner of a card allows.
EMBLEM = View(
    west=38.55, south=28.95, east=48.75, north=37.55, left=0, top=0, width=look.SHEET_WIDTH
)
DOT_RADIUS = 2.6
INSET_TITLE = 11.5  # type size
SCALE_ROOM = Box(440, 744, 552, 773)


def draw_map(incidents: Sequence[Mapping[str, Any]], *, period: str, title: str = TITLE) -> str:
    """The map of ``Edition.content["incidents"]`` as SVG, 760 units wide.

    ``period`` is written below the title in the house form. An empty title leaves out the head: on
    paper a heading stands above. Incidents without a point are counted in the foot. The same
    incidents always give the same bytes.
    """
    every = signs.signs(incidents)
    shown = _on_the_map(every)
    of_one = signs.unit(shown)
    inset = insets.choose(shown, MAIN, of_one)
    bottom = _bottom(inset)
    placed = sum(len(sign.incidents) for sign in every)
    outside = placed - sum(len(sign.incidents) for sign in shown)
    top = 0.0 if title else look.HEAD_HEIGHT
    return "".join(
        [
            *_opening(
                top, bottom + furniture.FOOT_HEIGHT, words.alt_text(incidents, period=period)
            ),
            *(furniture.head(title, period, totals(incidents)) if title else ()),
            *_main(shown, inset, of_one),
            *_inset(shown, inset, of_one),
            *furniture.foot(bottom, len(incidents) - placed, outside),
            "</svg>",
        ]
    )


def sheet_size(incidents: Sequence[Mapping[str, Any]], *, title: str = TITLE) -> tuple[int, int]:
    """Width and height ``draw_map`` would say: a page needs them long before it needs the map."""
    shown = _on_the_map(signs.signs(incidents))
    inset = insets.choose(shown, MAIN, signs.unit(shown))
    top = 0.0 if title else look.HEAD_HEIGHT
    return round(look.SHEET_WIDTH), round(_bottom(inset) + furniture.FOOT_HEIGHT - top)


def _on_the_map(every: Sequence[signs.Sign]) -> list[signs.Sign]:
    return [sign for sign in every if MAIN.shows(sign.longitude, sign.latitude)]


def draw_emblem(incidents: Sequence[Mapping[str, Any]]) -> str:
    """Country, rivers and circles with no names on them, as a picture beside other words."""
    every = signs.signs(incidents)
    shown = [sign for sign in every if EMBLEM.shows(sign.longitude, sign.latitude)]
    circles = signs.place(shown, EMBLEM, signs.unit(shown))
    frame = EMBLEM.frame
    size = f'width="{look.number(frame.width)}" height="{look.number(frame.height)}"'
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{look.FONT}">',
            *_clipped(EMBLEM, "ishm-map-emblem", ground.shapes()),
            *_circles(circles),
            "</svg>",
        ]
    )


def _bottom(inset: insets.Inset | None) -> float:
    """Where the foot begins: below the map, and below an inset that found no room on it."""
    below = MAIN.frame.bottom
    return max(below, inset.view.frame.bottom + insets.MARGIN) if inset else below


def _opening(top: float, bottom: float, description: str) -> Iterator[str]:
    width, height = look.number(look.SHEET_WIDTH), look.number(bottom - top)
    begin = look.number(top)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {begin} {width} {height}" '
        f'width="{width}" height="{height}" font-family="{look.FONT}" role="img" '
        f'aria-label="{escape(description)}">'
    )
    yield f"<title>{escape(description)}</title>"
    yield f'<rect y="{begin}" width="{width}" height="{height}" fill="{look.PAPER}"/>'


def _main(shown: Sequence[signs.Sign], inset: insets.Inset | None, of_one: float) -> Iterator[str]:
    yield from _clipped(MAIN, "ishm-map-main", ground.shapes())
    small = [sign for sign in shown if inset and inset.shows(sign)]
    circles = signs.place([sign for sign in shown if sign not in small], MAIN, of_one)
    lettering = Lettering(MAIN, circles)
    lettering.keep_clear([furniture.legend_box(shown).grown(3), SCALE_ROOM])
    if inset:
        lettering.keep_clear([inset.view.frame.grown(3), inset.window.grown(1)])
        lettering.beside(inset.window)
    yield from _letter(lettering, circles, ranks=range(4))
    if inset:
        yield from _window(inset, small)
    yield from _circles(circles)
    yield from lettering.dots
    yield from furniture.legend(shown, of_one)
    yield from furniture.scale_bar(MAIN, SCALE_ROOM.left + 10, SCALE_ROOM.bottom - 4, (50, 100))


def _inset(shown: Sequence[signs.Sign], inset: insets.Inset | None, of_one: float) -> Iterator[str]:
    """The enlargement, in a frame, with a title and a scale of its own."""
    if not inset:
        return
    view, frame = inset.view, inset.view.frame
    circles = signs.place([sign for sign in shown if inset.shows(sign)], view, of_one)
    yield from _clipped(view, "ishm-map-inset", ground.close_shapes())
    title = look.text_width(inset.title, INSET_TITLE, weight="bold")
    corners = (
        Box(frame.left, frame.top, frame.left + title + 16, frame.top + 23),
        Box(frame.left, frame.bottom - 30, frame.left + 92, frame.bottom),
    )
    lettering = Lettering(view, circles, is_close=True)
    lettering.keep_clear(corners)
    yield from _letter(lettering, circles, ranks=range(5))
    yield from _circles(circles)
    yield from lettering.dots
    yield from (_paper(corner) for corner in corners)
    yield look.text(inset.title, frame.left + 8, frame.top + 16, size=INSET_TITLE, weight="bold")
    yield from furniture.scale_bar(view, frame.left + 14, frame.bottom - 9, (10, 20))
    yield _rectangle(frame)


def _paper(box: Box) -> str:
    """A ground on which title and scale stay legible over any crowd."""
    return (
        f'<rect x="{look.number(box.left)}" y="{look.number(box.top)}" '
        f'width="{look.number(box.width)}" height="{look.number(box.height)}" '
        f'fill="{look.IRAQ}" fill-opacity="0.88"/>'
    )


def _clipped(view: View, name: str, shapes: Sequence[ground.Shape]) -> Iterator[str]:
    """The ground, cut off at the frame of the view."""
    frame = view.frame
    size = (
        f'x="{look.number(frame.left)}" y="{look.number(frame.top)}" '
        f'width="{look.number(frame.width)}" height="{look.number(frame.height)}"'
    )
    yield f'<clipPath id="{name}"><rect {size}/></clipPath>'
    yield f'<g clip-path="url(#{name})"><rect {size} fill="{look.SEA}"/>'
    yield from ground.draw_ground(view, shapes)
    yield "</g>"


def _letter(
    lettering: Lettering, circles: Sequence[signs.Circle], *, ranks: range
) -> Iterator[str]:
    """Names from the most to the least needed."""
    for circle in circles:
        if len(circle.sign.incidents) > 1:
            _note_repeats(lettering, circle)
    lettering.towns(ranks=range(2))
    lettering.countries()
    lettering.towns(ranks=range(2, 3))
    lettering.governorates()
    lettering.towns(ranks=range(3, 4))
    lettering.waters()
    lettering.towns(ranks=range(4, ranks.stop))
    yield from lettering.leads
    yield from lettering.drawn


def _note_repeats(lettering: Lettering, circle: signs.Circle) -> None:
    """“×2” at the shoulder of the circle, right or left."""
    note = f"×{len(circle.sign.incidents)}"
    width = look.text_width(note, look.SMALLEST_TYPE, weight="bold")
    aside = circle.radius * 0.72 + 4
    for left in (circle.x + aside, circle.x - aside - width):
        if lettering.note(note, left, circle.y - circle.radius * 0.72 - 2):
            return


def _window(inset: insets.Inset, small: Sequence[signs.Sign]) -> Iterator[str]:
    """The frame on the main map, dots inside it, and lines to the enlargement."""
    for sign in small:
        x, y = MAIN.at(sign.longitude, sign.latitude)
        fill, rim = _colors(sign)
        spot = f'cx="{look.number(x)}" cy="{look.number(y)}" r="{DOT_RADIUS}"'
        yield f'<circle {spot} fill="{fill}" stroke="{rim}" stroke-width="0.6"/>'
    yield from _leaders(inset)
    yield _rectangle(inset.window)


def _leaders(inset: insets.Inset) -> Iterator[str]:
    """From the two upper or lower corners of the window to those of the inset."""
    window, frame = inset.window, inset.view.frame
    is_below = frame.top > window.bottom
    near, far = (window.bottom, frame.top) if is_below else (window.top, frame.bottom)
    for start, end in ((window.left, frame.left), (window.right, frame.right)):
        yield (
            f'<path d="M{look.number(start)} {look.number(near)}'
            f'L{look.number(end)} {look.number(far)}" stroke="{look.OUTLINE}" stroke-width="0.6"/>'
        )


def _rectangle(box: Box) -> str:
    return (
        f'<rect x="{look.number(box.left)}" y="{look.number(box.top)}" '
        f'width="{look.number(box.width)}" height="{look.number(box.height)}" fill="none" '
        f'stroke="{look.INK}" stroke-width="1.2"/>'
    )


def _circles(circles: Sequence[signs.Circle]) -> Iterator[str]:
    """Leaders first, then circles from large to small, so that none hides another whole."""
    for circle in circles:
        if circle.is_moved:
            ends = (
                f'x1="{look.number(circle.true_x)}" y1="{look.number(circle.true_y)}" '
                f'x2="{look.number(circle.x)}" y2="{look.number(circle.y)}"'
            )
            yield f'<line {ends} stroke="{look.INK}" stroke-width="0.7"/>'
    for circle in circles:
        yield _circle(circle)


def _circle(circle: signs.Circle) -> str:
    sign = circle.sign
    fill, rim = _colors(sign)
    rim = look.INK if sign.is_approximate else rim
    dashes = ' stroke-dasharray="3 2"' if sign.is_approximate else ""
    sheer = "0.45" if sign.is_area else "0.9"
    spot = (
        f'cx="{look.number(circle.x)}" cy="{look.number(circle.y)}" '
        f'r="{look.number(circle.radius)}"'
    )
    return (
        f"<g><title>{escape(words.of_sign(sign))}</title>"
        f'<circle {spot} fill="{fill}" fill-opacity="{sheer}" stroke="{rim}" '
        f'stroke-width="1.2"{dashes}/>{_inscription(circle)}</g>'
    )


def _inscription(circle: signs.Circle) -> str:
    sign = circle.sign
    if not sign.casualties and not sign.is_unknown:
        return ""
    size = max(look.SMALLEST_TYPE, min(12.0, circle.radius * 1.15))
    inscription = sign.inscription
    width = look.text_width(inscription, size, weight="bold")
    is_small = circle.radius < signs.NUMBERED_FROM and not sign.is_unknown
    if is_small or width > circle.radius * 1.9:
        return ""
    is_dark = sign.sums.deaths.certain > 0 and not sign.is_area
    return look.text(
        inscription, circle.x, circle.y + size * 0.36,
        size=size, weight="bold", anchor="middle", fill=look.PAPER if is_dark else look.INK,
    )  # fmt: skip


def _colors(sign: signs.Sign) -> tuple[str, str]:
    """Fill and rim."""
    if sign.sums.deaths.certain:
        return look.KILLED, look.KILLED
    if sign.casualties:
        return look.INJURED, look.INJURED
    return look.PAPER, look.NONE
