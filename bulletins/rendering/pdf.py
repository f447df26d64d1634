"""HTML in, PDF out: tagged, with our own fonts, and nothing fetched from anywhere.

WeasyPrint is slow and keeps memory, so this runs in a worker, never in a web request. What its own
configuration decides is settled here once per process; what costs time is decided by the style
sheet (no columns, no flex, no dotted borders: each doubles it).
"""

from __future__ import annotations

import mimetypes
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image, UnidentifiedImageError
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from bulletins.rendering import emoji, fonts, tagging
from bulletins.rendering.stylesheets import together

# Read in this order, as one sheet.
STYLESHEETS = ("css/pdf-page.css", "css/pdf-text.css", "css/pdf-record.css", "css/pdf-forms.css")
# What readers get, and the form archives ask for, which is accessible, too. One layout serves both.
ACCESSIBLE = "pdf/ua-1"
ARCHIVAL = "pdf/a-3a"

A4 = "A4"
LETTER = "letter"

MEDIA = "app-media:"
FONT = "app-font:"
FONTS = Path(fonts.__file__).parent
_OUR_PICTURE = re.compile(r"figures/[A-Za-z0-9._/-]+")
_OUR_FONT = re.compile(r"[a-z0-9-]+\.ttf")


class MissingPicture(Exception):
    """The text shows a picture that is not in the store. A PDF with a hole in it is not made."""


class MissingFont(Exception):
    """A typeface of the house is not on this machine. No page is set in whatever else is there."""


class GuardedFetcher(URLFetcher):
    """Serves pictures from our store and data addresses; asks no file and no host for anything.

    WeasyPrint's own fetcher would read files of this machine and call any address in the text.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, timeout=5)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url.startswith(MEDIA):
            return _picture(url)
        return super().fetch(url, headers)


class _FontFetcher(URLFetcher):
    """For our own style sheet: its fonts lie in this package."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=frozenset(), allow_redirects=False, timeout=5)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(FONT)
        if not url.startswith(FONT) or not _OUR_FONT.fullmatch(name):
            return super().fetch(url, headers)
        file = FONTS / name
        if not file.is_file():  # Any lesser error would be passed over for another typeface.
            raise FatalURLFetchingError(
                f"The typeface {name} is missing from {FONTS}. Nothing was made; put the release "
                "in place again, then try again."
            )
        body = file.read_bytes()
        return URLFetcherResponse(url, body=body, headers={"Content-Type": "font/ttf"})


def lay_out(html: str, *, paper: str = A4) -> Document:
    """The pages of a whole HTML document. One layout can be written in several variants.

    Raises ``MissingPicture`` when the text shows one that is not in the store, ``MissingFont``.
    """
    source = HTML(string=emoji.named(html), url_fetcher=GuardedFetcher(), media_type="print")
    try:
        pages = source.render(
            stylesheets=[stylesheet(), _paper(paper)], font_config=font_configuration()
        )
    except FatalURLFetchingError as error:  # No Exception: a worker would not survive it.
        raise MissingPicture(str(error)) from error
    tagging.without_inner_links(pages)
    return pages


def write(pages: Document, *, identifier: bytes, variant: str = ACCESSIBLE) -> bytes:
    """The PDF. The same pages and identifier always make the same bytes."""
    return pages.write_pdf(
        finisher=tagging.finish,
        pdf_variant=variant,
        pdf_identifier=identifier,
        custom_metadata=True,
        optimize_images=True,
        jpeg_quality=85,
        dpi=200,
    )


@cache
def font_configuration() -> FontConfiguration:
    """One per process: a fresh one for each document doubles the time and leaks memory."""
    return FontConfiguration()


@cache
def stylesheet(*names: str) -> CSS:
    """Sheets with the house fonts, parsed once per process; unnamed, the sheet of print.

    Raises ``MissingFont``.
    """
    try:
        return CSS(
            string=together(names or STYLESHEETS),
            url_fetcher=_FontFetcher(),
            font_config=font_configuration(),
        )
    except FatalURLFetchingError as error:  # No Exception: a worker would not survive it.
        raise MissingFont(str(error)) from error


@cache
def _paper(name: str) -> CSS:
    return CSS(string=f"@page {{ size: {name} }}")


def _picture(url: str) -> URLFetcherResponse:
    name = url.removeprefix(MEDIA)
    if not _OUR_PICTURE.fullmatch(name) or ".." in name or not default_storage.exists(name):
        raise FatalURLFetchingError(
            f"The picture {name!r} is not in the store. Nothing was made; "
            "put the picture back or take it out of the text, then try again."
        )
    with default_storage.open(name) as file:
        body = _in_screen_colors(file.read())
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return URLFetcherResponse(url, body=body, headers={"Content-Type": content_type})


def _in_screen_colors(picture: bytes) -> bytes:
    """The picture, one in printing inks as red, green and blue: archives may not mix the two."""
    try:
        with Image.open(BytesIO(picture)) as opened:
            if opened.mode != "CMYK":
                return picture
            converted = BytesIO()
            opened.convert("RGB").save(converted, "JPEG", quality=90)
            return converted.getvalue()
    except UnidentifiedImageError:  # A drawing; the engine says what is wrong with anything else.
        return picture
