"""The pictures of a text, as mail programs need them: whole addresses, and their size said.

Outlook on Windows draws with Word, which knows no largest width: without a width in the element it
shows a photograph as wide as the camera made it.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError

WIDEST = 560  # pixels: the mail's 600 less its margins
_PICTURE = re.compile(r'<img\b[^>]*\bsrc="/media/(?P<name>[^"]+)"[^>]*>')


def for_mail(html: str) -> str:
    """The text with every picture of our store sized and at its address on the site."""
    sized = _PICTURE.sub(_with_size, html)
    return sized.replace('src="/media/', f'src="{settings.SITE_URL}/media/')


def _with_size(found: re.Match[str]) -> str:
    size = _size(found["name"])
    if size is None or " width=" in found[0]:
        return found[0]
    width = min(size[0], WIDEST)
    height = max(1, round(size[1] * width / size[0]))
    return f'{found[0][:-1]} width="{width}" height="{height}">'


def _size(name: str) -> tuple[int, int] | None:
    """None where the store has no such picture, or none that has a size."""
    try:
        with default_storage.open(name) as file, Image.open(file) as picture:
            return picture.size
    except (OSError, UnidentifiedImageError):
        return None
