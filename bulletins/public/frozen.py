"""Serving bytes that rarely change as fast as a file, and never older than a second.

The article of an edition is frozen; what stands around it (the next issue's link, the notice on a
corrected edition) is not. So a whole page is composed once and kept in memory under the state of
everything it shows. The state is looked up at most once a second for each address, however many
readers come.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# Some 20 KB a page, compressed and not: the whole store stays below 30 MB.
MOST_PAGES = 300
MINUTE = "public, max-age=60"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Page:
    """A whole page, ready to be sent."""

    body: bytes
    compressed: bytes
    etag: str
    modified_at: int  # seconds since 1970
    headers: dict[str, str]

    @classmethod
    def of(cls, html: str, *, modified_at: datetime) -> Page:
        """The page of this HTML."""
        body = html.encode()
        # Weak, since the compressed form shares it.
        etag = f'W/"{sha256(body).hexdigest()[:24]}"'
        seconds = int(modified_at.timestamp())
        headers = {
            "Vary": "Accept-Encoding",
            "Cache-Control": MINUTE,
            "ETag": etag,
            "Last-Modified": http_date(seconds),
        }
        return cls(body, gzip.compress(body, 9, mtime=0), etag, seconds, headers)

    def response_to(self, request: HttpRequest) -> HttpResponseBase:
        """The page, compressed where the browser can read that, or 304 where it has it already."""
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response = HttpResponse(self.compressed, headers=self.headers)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(self.body, headers=self.headers)
        return get_conditional_response(request, self.etag, self.modified_at, response) or response


@dataclass
class _Kept:
    page: Page
    state: Hashable
    looked_at: float


_pages: dict[str, _Kept] = {}


def kept(address: str) -> Page | None:
    """The page composed for this address, if its state was looked up within the last second."""
    entry = _pages.get(address)
    if entry and time.monotonic() - entry.looked_at < settings.PAGES_FRESH_SECONDS:
        return entry.page
    return None


def keep(address: str, *, state: Hashable, compose: Callable[[], Page]) -> Page:
    """The page of this state: the one kept, or composed now and kept from here on."""
    entry = _pages.get(address)
    page = entry.page if entry and entry.state == state else compose()
    if len(_pages) >= MOST_PAGES:
        _pages.clear()
    _pages[address] = _Kept(page, state, time.monotonic())
    return page
