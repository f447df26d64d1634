"""Two pictures of the same page, and what moved between them."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageDraw

Box = tuple[int, int, int, int]

# Letters differ a little at their edges from one rendering to the next; that is no change.
TOLERANCE = 24  # of 255
BAND = 24  # pixels, about a line of text
MARK = (200, 30, 30)


def changes(before: Image.Image, now: Image.Image) -> list[Box]:
    """Boxes around what differs, one for each run of lines. None: they look the same."""
    size = (max(before.width, now.width), max(before.height, now.height))
    apart = ImageChops.difference(_on(before, size), _on(now, size)).convert("L")
    different = apart.point(lambda value: 255 if value > TOLERANCE else 0)
    return list(_joined(_bands(different)))


def marked(now: Image.Image, boxes: list[Box]) -> Image.Image:
    """The picture with a frame around each box."""
    picture = now.copy()
    pen = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:
        pen.rectangle((left - 3, top - 3, right + 3, bottom + 3), outline=MARK, width=2)
    return picture


def _on(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("RGB", size, "white")
    ground.paste(picture, (0, 0))
    return ground


def _bands(different: Image.Image) -> Iterator[Box]:
    for top in range(0, different.height, BAND):
        bottom = min(top + BAND, different.height)
        found = different.crop((0, top, different.width, bottom)).getbbox()
        if found:
            yield found[0], top + found[1], found[2], top + found[3]


def _joined(bands: Iterator[Box]) -> Iterator[Box]:
    """Bands that touch, as one box."""
    current: Box | None = None
    for band in bands:
        if current and band[1] - current[3] <= BAND:
            left, right = min(current[0], band[0]), max(current[2], band[2])
            current = (left, current[1], right, band[3])
            continue
        if current:
            yield current
        current = band
    if current:
        yield current
