"""Colors, type and sizes of the map, and the few ways to write SVG with them.

Dark red and amber differ in lightness as much as in hue: they stay apart for color-blind readers
and in gray print. Presentation attributes only, since the site's policy refuses ``style``.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

SHEET_WIDTH = 760.0
HEAD_HEIGHT = 56.0
# On paper the sheet is 156 mm wide: nothing is set smaller than 6 points there.
SMALLEST_TYPE = 10.4
FONT = "DejaVu Sans, Verdana, sans-serif"

SEA = "#c9dde8"
NEIGHBOR = "#efece4"
NEIGHBOR_EDGE = "#cbc4b2"
IRAQ = "#fbfaf6"
GLOW = "#ddd6c6"
BORDER = "#b9b2a2"
OUTLINE = "#6f6858"
RIVER = "#7fb2cf"
LAKE = "#b4d3e3"
WATER_INK = "#3f7391"
INK = "#2b2a27"
QUIET_INK = "#6b675c"
PALE_INK = "#958e7c"
KILLED = "#a3182a"
INJURED = "#e08a1e"
INJURED_INK = "#9a5a06"
NONE = "#7a7a7a"
PALE = "#dcc7b4"
PAPER = "#ffffff"

# Advance widths of DejaVu Sans for " " to "~", in hundredths of the type size.
_REGULAR = (
    "32 40 46 84 64 95 78 27 39 39 50 84 32 36 32 34 64 64 64 64 64 64 64 64 64 64 34 34 84 84 84 "
    "53 100 68 69 70 77 63 58 77 75 29 29 66 56 86 75 79 60 79 69 63 61 73 68 99 69 61 69 39 34 39 "
    "84 50 50 61 63 55 63 62 35 63 63 28 28 58 28 97 63 61 63 63 41 52 39 63 59 82 59 59 52 64 34 "
    "64 84"
)
_BOLD = (
    "35 46 52 84 70 100 87 31 46 46 52 84 38 42 38 37 70 70 70 70 70 70 70 70 70 70 40 40 84 84 84 "
    "58 100 77 76 73 83 68 68 82 84 37 37 77 64 100 84 85 73 85 77 72 68 81 77 110 77 72 73 46 37 "
    "46 84 50 50 67 72 59 72 68 44 72 71 34 34 67 34 104 71 69 72 72 49 60 48 71 65 92 65 65 58 71 "
    "37 71 84"
)
_WIDTHS = {
    weight: {chr(32 + place): int(width) / 100 for place, width in enumerate(widths.split())}
    for weight, widths in (("normal", _REGULAR), ("bold", _BOLD))
}


def text_width(text: str, size: float, *, weight: str = "normal", spacing: float = 0) -> float:
    """Width of a line in sheet units; letters of other scripts count as wide as an “m”."""
    widths = _WIDTHS[weight]
    return sum(widths.get(letter, 0.97) * size + spacing for letter in text)


def number(value: float) -> str:
    """Shortest form with at most one decimal: a tenth of a unit is below what print shows."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")  # + 0 turns -0.0 into 0.0


def text(
    words: str,
    x: float,
    y: float,
    *,
    size: float,
    fill: str = INK,
    weight: str = "normal",
    italic: bool = False,
    anchor: str = "start",
    spacing: float = 0,
    turn: float = 0,
    halo: str = "",
) -> str:
    """A line of text; its halo is the same text drawn first, the only way all renderers know."""
    attributes = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    if weight != "normal":
        attributes += f' font-weight="{weight}"'
    if italic:
        attributes += ' font-style="italic"'
    if anchor != "start":
        attributes += f' text-anchor="{anchor}"'
    if spacing:
        attributes += f' letter-spacing="{number(spacing)}"'
    if turn:
        attributes += f' transform="rotate({number(turn)} {number(x)} {number(y)})"'
    inner = escape(words)
    front = f'<text {attributes} fill="{fill}">{inner}</text>'
    if not halo:
        return front
    behind = f'fill="{halo}" stroke="{halo}" stroke-width="3" stroke-linejoin="round"'
    return f'<text {attributes} {behind} aria-hidden="true">{inner}</text>{front}'


def path(points: Iterable[tuple[float, float]], *, closed: bool) -> str:
    """Path data; neighbors that fall on the same tenth are drawn once."""
    steps: list[str] = []
    for x, y in points:
        step = f"{number(x)} {number(y)}"
        if not steps or steps[-1] != step:
            steps.append(step)
    return "M" + "L".join(steps) + "Z" * closed if len(steps) > 1 else ""
