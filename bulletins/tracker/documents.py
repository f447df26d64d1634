"""How a daily looks in each of its forms, drawn from its frozen content alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.rendering import html
from bulletins.rendering.scripts import mark_phrases
from bulletins.tracker.models import DailyEdition, DailyRendition


def draw(edition: DailyEdition, kind: str) -> bytes:
    """One rendition of the edition, as the bytes of its file. The edition may be unsaved."""
    return _DRAWINGS[DailyRendition.Kind(kind)](edition)


def address(edition: DailyEdition) -> str:
    """The whole address of the daily's page. A draft gets the one it would have."""
    slug = edition.update.slug or edition.content["date_start"]
    return f"{settings.SITE_URL}/daily/{slug}/"


def _draw_web(edition: DailyEdition) -> bytes:
    """The article of the daily's page; the shell and the replies around it live."""
    return render_to_string("tracker/web.html", _context(edition)).encode()


def _draw_text(edition: DailyEdition) -> bytes:
    return render_to_string("tracker/email.txt", _context(edition)).encode()


def _context(edition: DailyEdition) -> dict[str, Any]:
    """What every template of a daily is given; its HTML is cleaned again at the last moment."""
    content = edition.content
    page = address(edition)
    return {
        "daily": content,
        "opening_html": _safe(content["opening_html"]),
        "items": [item | {"html": _safe(item["html"])} for item in content["items"]],
        "edition": edition,
        "page": page,
        "mailto": f"mailto:?subject={quote(content['title'])}&body={quote(page)}",
    }


def _safe(body: str) -> str:
    return mark_phrases(html.clean(body))


_DRAWINGS: dict[DailyRendition.Kind, Callable[[DailyEdition], bytes]] = {
    DailyRendition.Kind.WEB: _draw_web,
    DailyRendition.Kind.EMAIL_TEXT: _draw_text,
}
