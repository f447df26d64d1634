"""Pictures on their way into a text: checked by what they are, not by what they are called."""

from __future__ import annotations

import secrets
import warnings
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk.models import Figure

LARGEST_FILE = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
WIDEST = 2000  # pixels; wider ones are made smaller, print needs no more
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png"}


class NotAPicture(Exception):
    """The file cannot go into a text. The message says why, in words for an editor."""


@only_for("desk.add_figure")
def keep_picture(*, file: UploadedFile, author: User | None, at: datetime) -> Figure:
    """Decode a picture, encode it anew without its metadata, store it under a random name.

    What comes out holds nothing but pixels: no place, no camera, no second file inside.
    Raises ``NotAPicture``.
    """
    if (file.size or 0) > LARGEST_FILE:
        raise NotAPicture("This file is larger than 10 MB. Make the picture smaller first.")
    picture, kind = _decode(file)
    written = BytesIO()
    picture.save(written, format="PNG" if kind == "GIF" else kind, quality=85)
    figure = Figure(
        name=(file.name or "picture")[:120],
        width=picture.width,
        height=picture.height,
        uploaded_by=author,
        uploaded_at=at,
    )
    name = f"{secrets.token_urlsafe(16)}.{_ENDINGS[kind]}"
    figure.file.save(name, ContentFile(written.getvalue()), save=True)
    return figure


def _decode(file: UploadedFile) -> tuple[Image.Image, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            opened = Image.open(file, formats=list(_ENDINGS))
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture("This picture has more than 40 million pixels. Make it smaller.")
            opened.load()
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise NotAPicture("This is no JPEG, PNG, WebP or GIF, or it is damaged.") from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NotAPicture("This picture is far too large once it is opened.") from error
    kind = opened.format or ""
    return _plain(opened, kind), kind


def _plain(opened: Image.Image, kind: str) -> Image.Image:
    """Upright, no wider than ``WIDEST``, in a form the encoder takes, with nothing attached."""
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((WIDEST, WIDEST * 2))
    picture = picture.convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
