"""The card of an issue: the picture other sites and messengers show beside a link to it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.incidents import maps
from bulletins.issues.models import Edition
from bulletins.issues.reading import Bulletin, read
from bulletins.rendering import pictures

STYLESHEET = "css/card.css"
# From the largest type with all headlines down to small type with two of them.
_FITS = (("large", 6), ("medium", 6), ("small", 6), ("small", 4), ("small", 2))


def draw_card(edition: Edition) -> bytes:
    """1200 × 630 pixels: number, period, takeaways, casualties and map, as large as they fit."""
    context = _context(edition, read(edition.content))
    for size, count in _FITS:
        html = render_to_string("issues/card.html", {**context, "size": size, "count": count})
        pages = pictures.lay_out(html, stylesheet=STYLESHEET)
        if len(pages.pages) == 1:
            break
    return pictures.draw(pages)


def _context(edition: Edition, bulletin: Bulletin) -> dict[str, Any]:
    emblem = maps.draw_emblem(edition.content["incidents"])
    return {
        "bulletin": bulletin,
        "headlines": [each.headline for each in bulletin.takeaways if each.headline],
        "map": f"data:image/svg+xml;base64,{b64encode(emblem.encode()).decode()}",
        "host": settings.SITE_HOST,
    }
