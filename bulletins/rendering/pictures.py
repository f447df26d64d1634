"""HTML in, one picture out: set in our own fonts, the same on every machine, nothing fetched.

It goes through the PDF engine, whose typesetting is ours already, and is then drawn in pixels.
"""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import Image
from weasyprint import HTML, Document

from bulletins.rendering import pdf

COLORS = 256
_PIXELS_PER_POINT = 96 / 72


def lay_out(html: str, *, stylesheet: str) -> Document:
    """The pages of a document under this sheet of ``static/css``, which also says their size."""
    source = HTML(string=html, url_fetcher=pdf.GuardedFetcher(), media_type="print")
    return source.render(
        stylesheets=[pdf.stylesheet(stylesheet)], font_config=pdf.font_configuration()
    )


def draw(pages: Document) -> bytes:
    """The first page as a PNG in 256 colors; a CSS pixel is a pixel. Always the same bytes."""
    document = pypdfium2.PdfDocument(pages.write_pdf())
    full = document[0].render(scale=_PIXELS_PER_POINT).to_pil().convert("RGB")
    few = full.quantize(COLORS, dither=Image.Dither.NONE)
    target = BytesIO()
    few.save(target, format="PNG", optimize=True)
    return target.getvalue()
