"""What every answer of the API has in common: JSON, CORS, caching, a limit for each address."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from bulletins.accounts.networks import network_of
from bulletins.public.api.filters import BadRequest
from bulletins.public.frozen import MINUTE

ALLOWED = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponse]


def endpoint(view: View) -> View:
    """A view of the API: read only, open to every site, its errors in JSON."""
    answered = gzip_page(conditional_page(_answered(view)))

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ALLOWED.split(", "):
            response: HttpResponse = problem(405, "Only GET, HEAD and OPTIONS are answered here.")
            response["Allow"] = ALLOWED
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": ALLOWED})
        else:
            response = answered(request, *args, **kwargs)
        return _open_to_all(response)

    # Nothing can be written, so that there is nothing to forge; other methods get their 405.
    return csrf_exempt(wrapped)


def problem(status: int, message: str, errors: dict[str, list[str]] | None = None) -> JsonResponse:
    """An error: ``{"message": …, "errors": {field: [reasons]}}``."""
    return JsonResponse({"message": message, "errors": errors or {}}, status=status)


def _answered(view: View) -> View:
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if wait := _seconds_to_wait(request):
            refusal = problem(429, f"Too many requests. Ask again in {wait} seconds.")
            refusal["Retry-After"] = str(wait)
            return refusal
        try:
            response = view(request, *args, **kwargs)
        except BadRequest as error:
            return problem(400, str(error), error.errors)
        except Http404:
            return problem(404, "There is nothing at this address.")
        response["Cache-Control"] = MINUTE
        return response

    return answered


def _seconds_to_wait(request: HttpRequest) -> int:
    """0 while the network of the request is below its limit for this minute.

    Each process counts for itself: the limit keeps one client from crowding out the others; it is
    no protection against an attack.
    """
    minute, second = divmod(int(time.time()), 60)
    key = f"api:{minute}:{network_of(request)}"
    cache = caches["api"]
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key)
    except ValueError:  # The cache was full and dropped the key in between.
        return 0
    return 60 - second if count > settings.API_REQUESTS_PER_MINUTE else 0


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ALLOWED
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response
