"""The front page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bulletins.incidents import maps
from bulletins.issues.models import Edition, Rendition
from bulletins.issues.reading import read
from bulletins.public import frozen, shelf
from bulletins.tracker.models import DailyUpdate


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The latest issue's takeaways and map, and the latest daily; an empty shelf says so."""
    if page := frozen.kept(request.path):
        return page.response_to(request)
    shelved = shelf.latest()
    edition = shelved.current if shelved else None
    daily = DailyUpdate.objects.published().first()
    page = frozen.keep(
        request.path,
        state=(edition and edition.sha256, daily and (daily.slug, daily.version)),
        compose=lambda: _compose(request, edition, daily),
    )
    return page.response_to(request)


def _compose(
    request: HttpRequest, edition: Edition | None, daily: DailyUpdate | None
) -> frozen.Page:
    context = {"daily": daily, **(_of_edition(edition) if edition else {})}
    html = render_to_string("public/home.html", context, request)
    return frozen.Page.of(html, modified_at=edition.published_at if edition else timezone.now())


def _of_edition(edition: Edition) -> dict[str, Any]:
    address = reverse("issue", args=[edition.issue.slug])
    bulletin = read(edition.content, page=address)
    is_drawn = shelf.rendition_of(edition, Rendition.Kind.MAP_SVG) is not None
    return {
        "bulletin": bulletin,
        "address": address,
        "has_map": bool(edition.content["incidents"]) and is_drawn,
        "map_alt": maps.alt_text(edition.content["incidents"], period=bulletin.period),
    }
