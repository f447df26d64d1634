"""One answer for a crowd: a page anybody may keep is made once a second, however many ask for it.

Issue pages have their own, better way (``bulletins.public.frozen``); this is for the archive, the
explorer, search and whatever else says “public” of its answer. Two hundred readers who look at the
same page while an issue goes out then cost as much as one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from bulletins.public import frozen

MOST_ANSWERS = 200
MOST_BYTES = 200_000
# Whoever asks with one of these may get another answer than the crowd.
PERSONAL = ("Cookie", "Authorization", "Range", "If-None-Match", "If-Modified-Since", "HX-Request")
WHAT_ANSWERS = ("Accept-Encoding", "Host")

Key = tuple[str, ...]


@dataclass(frozen=True)
class _Kept:
    body: bytes
    headers: dict[str, str]
    resolver_match: Any
    made_at: float


_answers: dict[Key, _Kept] = {}


def one_answer(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give the answer that was made within the last second (``PAGES_FRESH_SECONDS``)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _is_of_a_crowd(request):
            return get_response(request)
        key = (request.get_full_path(), *(request.headers.get(name, "") for name in WHAT_ANSWERS))
        kept = _answers.get(key)
        if kept and time.monotonic() - kept.made_at < settings.PAGES_FRESH_SECONDS:
            request.resolver_match = kept.resolver_match  # The figures are counted by view.
            return HttpResponse(kept.body, headers=kept.headers)
        started = time.monotonic()
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_for_all(request, response):
            _keep(key, request, response, made_at=started)
        return response

    return middleware


def _is_of_a_crowd(request: HttpRequest) -> bool:
    return request.method == "GET" and not any(map(request.headers.get, PERSONAL))


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """A page that says so itself, that nothing personal shaped, and that is not kept already."""
    varies = {name.strip() for name in response.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and response.get("Cache-Control", "").startswith("public")
        and response.get("Content-Type", "").startswith("text/html")
        and varies <= {"", "Accept-Encoding"}
        and not response.cookies
        and "nonce-" not in response.get("Content-Security-Policy", "")
        and len(response.content) <= MOST_BYTES
        and frozen.kept(request.path) is None
    )


def _keep(key: Key, request: HttpRequest, response: HttpResponse, *, made_at: float) -> None:
    if len(_answers) >= MOST_ANSWERS:
        _answers.clear()
    headers = dict(response.items())
    _answers[key] = _Kept(response.content, headers, request.resolver_match, made_at)
