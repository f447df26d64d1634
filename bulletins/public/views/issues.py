"""Published issues: the page, its older editions, its files."""

from __future__ import annotations

from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from bulletins.issues.models import Edition, Rendition
from bulletins.public import frozen, issue_page, shelf
from bulletins.public.shelf import Shelved

SECONDS_TO_WAIT = 10
# A map opened by itself is a document; it may style itself and nothing else.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

Compose = Callable[[HttpRequest, Shelved, Edition], str]


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The current edition of an issue."""
    return _page(request, slug, None, issue_page.current)


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One edition for good, marked when a later one corrects it."""
    return _page(request, slug, number, issue_page.current)


@require_safe
def issue_whole(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The current edition as one file to keep."""
    response = _page(request, slug, None, issue_page.one_file)
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="ishm-{slug}.html"'
    return response


@require_safe
def issue_file(
    request: HttpRequest, slug: str, name: str, number: int | None = None
) -> HttpResponseBase:
    """The PDF or a map: of the current edition, or of the one with this number."""
    if name not in shelf.FILES:
        raise Http404
    shelved = shelf.find(slug)
    if shelved is None:
        return _missing(request, slug)
    asked = _asked(shelved, number)
    kind, content_type = shelf.FILES[name]
    rendition = shelf.rendition_of(asked, kind) if asked else None
    if rendition is None:
        return waiting(request, name)
    response = _file(request, rendition, content_type)
    response["Cache-Control"] = frozen.MINUTE if number is None else frozen.FOR_GOOD
    response["Content-Disposition"] = f'inline; filename="ishm-{slug}-{name}"'
    if content_type != "application/pdf":
        response["Content-Security-Policy"] = _ALONE
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


def _asked(shelved: Shelved, number: int | None) -> Edition | None:
    """The edition asked for; None while the current one is being drawn."""
    if number is None:
        return shelved.current
    found = shelved.edition(number)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, slug: str, number: int | None, compose: Compose
) -> HttpResponseBase:
    """A page made from a drawn article, kept as long as nothing it shows has changed."""
    if page := frozen.kept(request.path):
        return page.response_to(request)
    shelved = shelf.find(slug)
    if shelved is None:
        return _missing(request, slug)
    asked = _asked(shelved, number)
    if asked is None or shelf.rendition_of(asked, Rendition.Kind.WEB) is None:
        return waiting(request, "page")
    page = frozen.keep(
        request.path,
        state=issue_page.state(shelved, asked),
        compose=lambda: frozen.Page.of(
            compose(request, shelved, asked), modified_at=issue_page.modified_at(shelved)
        ),
    )
    return page.response_to(request)


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
