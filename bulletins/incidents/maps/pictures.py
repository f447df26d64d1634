"""The map as a picture for mail, where SVG is not safe."""

from __future__ import annotations

from io import BytesIO

import cairosvg
from PIL import Image
from PIL.ImageColor import getrgb

from bulletins.incidents.maps import look

WIDTH = 1520  # Twice the 760 it is shown at, for sharp screens.
COLORS = 128
# A picture with little red in it would lose the red of the legend to the palette.
KEPT = (
    look.KILLED, look.INJURED, look.INJURED_INK, look.INK, look.PAPER, look.IRAQ, look.NEIGHBOR,
    look.SEA, look.LAKE, look.RIVER, look.OUTLINE, look.GLOW, look.NONE, look.WATER_INK,
    look.QUIET_INK,
)  # fmt: skip


def picture(svg: str, *, width: int = WIDTH) -> bytes:
    """PNG of ``width`` pixels in 128 colors: about 150 kB, and the same bytes every time."""
    drawn = cairosvg.svg2png(bytestring=svg.encode(), output_width=width)
    with Image.open(BytesIO(drawn)) as full:
        few = _reduced(full.convert("RGB"))
    target = BytesIO()
    few.save(target, format="PNG", optimize=True)
    return target.getvalue()


def _reduced(full: Image.Image) -> Image.Image:
    """The colors that mean something exactly, the shades between them by median cut."""
    shades = full.quantize(COLORS - len(KEPT), dither=Image.Dither.NONE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(part for color in KEPT for part in getrgb(color)), *shades])
    return full.quantize(palette=palette, dither=Image.Dither.NONE)
