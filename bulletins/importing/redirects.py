"""Links to where a bulletin stood before it was imported still arrive."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from bulletins.importing.models import OldAddress

_READING = frozenset({"GET", "HEAD"})


class OldAddressMiddleware:
    """Where the site has no page of its own, an old address leads to what stood there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The site's own answer, unless it has none and an old address fits."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in _READING:
            return response
        old = OldAddress.objects.at(request.path)
        if old is None or old.target is None:
            return response
        return HttpResponsePermanentRedirect(old.target)
