"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from bulletins.public import front_page, frozen


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The latest issue's takeaways and map, and the latest daily."""
    if page := frozen.kept(request.path):
        return page.response_to(request)
    front = front_page.latest()
    page = frozen.keep(
        request.path,
        state=front.state,
        compose=lambda: frozen.Page.of(front.html(request), modified_at=front.modified_at),
    )
    return page.response_to(request)
