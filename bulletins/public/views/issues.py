"""Published issues: the page, its files, its older editions."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from bulletins.issues.models import Edition, Rendition
from bulletins.public import frozen, shelf
from bulletins.public.shelf import Shelved

FILES = {
    "issue.pdf": (Rendition.Kind.PDF, "application/pdf"),
    "map.png": (Rendition.Kind.MAP_PNG, "image/png"),
    "map.svg": (Rendition.Kind.MAP_SVG, "image/svg+xml"),
}
SECONDS_TO_WAIT = 10
# A map opened by itself is a document; it may style itself and nothing else.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The current edition of an issue."""
    if page := frozen.kept(request.path):
        return page.response_to(request)
    shelved = shelf.find(slug)
    if shelved is None:
        return _missing(request, slug)
    if shelved.current is None:
        return waiting(request, "page")
    return _page_of(request, shelved, shelved.current)


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One edition for good, marked when a later one corrects it."""
    if page := frozen.kept(request.path):
        return page.response_to(request)
    shelved = shelf.find(slug)
    asked = shelved.edition(number) if shelved else None
    if shelved is None or asked is None:
        return _missing(request, slug)
    if shelf.rendition_of(asked, Rendition.Kind.WEB) is None:
        return waiting(request, "page")
    return _page_of(request, shelved, asked)


@require_safe
def issue_file(
    request: HttpRequest, slug: str, name: str, number: int | None = None
) -> HttpResponseBase:
    """The PDF or a map: of the current edition, or of the one with this number."""
    if name not in FILES:
        raise Http404
    shelved = shelf.find(slug)
    if shelved is None:
        return _missing(request, slug)
    asked = shelved.current if number is None else shelved.edition(number)
    if asked is None and number is not None:
        raise Http404
    kind, content_type = FILES[name]
    rendition = shelf.rendition_of(asked, kind) if asked else None
    if rendition is None:
        return waiting(request, name)
    response = _file(request, rendition, content_type)
    response["Cache-Control"] = frozen.MINUTE if number is None else frozen.FOR_GOOD
    if content_type != "application/pdf":
        response["Content-Security-Policy"] = _ALONE
    response.headers["Content-Disposition"] = f'inline; filename="ishm-{slug}-{name}"'
    return response


def waiting(request: HttpRequest, what: str) -> HttpResponse:
    """503: what was asked for is being made, and when to ask again."""
    response = render(request, "public/waiting.html", {"what": what}, status=503)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    response["Cache-Control"] = "no-store"
    return response


def _missing(request: HttpRequest, slug: str) -> HttpResponse:
    """410 for an issue that was withdrawn; drafts and the unknown answer alike."""
    if not shelf.is_withdrawn(slug):
        raise Http404
    return render(request, "public/withdrawn.html", status=410)


def _page_of(request: HttpRequest, shelved: Shelved, asked: Edition) -> HttpResponseBase:
    page = frozen.keep(
        request.path,
        state=_state(shelved, asked),
        compose=lambda: _compose(request, shelved, asked),
    )
    return page.response_to(request)


def _state(shelved: Shelved, asked: Edition) -> Hashable:
    """Everything a page shows besides its article's bytes; another state is another page."""
    article = shelf.rendition_of(asked, Rendition.Kind.WEB)
    return (
        article and article.sha256,
        tuple((edition.number, edition.sha256) for edition in shelved.editions),
        (shelved.previous, shelved.next),
        settings.SITE_URL,
    )


def _compose(request: HttpRequest, shelved: Shelved, asked: Edition) -> frozen.Page:
    html = render_to_string("public/issue.html", _context(shelved, asked), request)
    times = [edition.published_at for edition in shelved.editions]
    if shelved.next:
        times.append(shelved.next.published_at)
    return frozen.Page.of(html, modified_at=max(times))


def _context(shelved: Shelved, asked: Edition) -> dict[str, Any]:
    article = shelf.rendition_of(asked, Rendition.Kind.WEB)
    return {
        "shelved": shelved,
        "issue": shelved.issue,
        "edition": asked,
        "is_current": asked == shelved.current,
        "article": article.file.open().read().decode() if article else "",
        "address": reverse("issue", args=[shelved.issue.slug]),
    }


def _file(request: HttpRequest, rendition: Rendition, content_type: str) -> HttpResponseBase:
    """The bytes on disk under their checksum, or 304 where the browser has them already."""
    etag = f'"{rendition.sha256[:24]}"'
    made_at = int(rendition.finished_at.timestamp()) if rendition.finished_at else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=made_at)
    response = unchanged or FileResponse(rendition.file.open(), content_type=content_type)
    response["ETag"] = etag
    if made_at:
        response["Last-Modified"] = http_date(made_at)
    return response
