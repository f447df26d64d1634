"""The addresses of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bulletins.issues.models import Edition
from bulletins.public.api import downloads, filters, lists, shapes
from bulletins.public.api.answers import endpoint
from bulletins.public.api.lists import Slice
from bulletins.public.api.openapi import document
from bulletins.public.meta import whole
from bulletins.public.models import PublishedItem

LISTS = ("issues", "entries", "incidents", "terms", "dailies")


@endpoint
def index(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    lists_by_name = {name: whole(reverse(f"api_{name}")) for name in LISTS}
    return JsonResponse({**lists_by_name, "openapi": whole(reverse("api_document"))})


@endpoint
def openapi(request: HttpRequest) -> HttpResponse:
    """The contract."""
    return JsonResponse(document())


@endpoint
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """The current edition of one issue, whole."""
    _take_no_filters(request)
    standing = Edition.objects.standing().select_related("issue")
    return JsonResponse(shapes.issue(get_object_or_404(standing, issue__slug=slug)))


@endpoint
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term of the Reference Guide."""
    _take_no_filters(request)
    found = get_object_or_404(PublishedItem, kind=PublishedItem.Kind.TERM, term__slug=slug)
    return JsonResponse(shapes.item(found))


@endpoint
def incidents_csv(request: HttpRequest) -> HttpResponse:
    """Incidents as a table."""
    text = downloads.as_csv(lists.incidents(_asked_for_file(request)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="incidents.csv"'
    return response


@endpoint
def incidents_geojson(request: HttpRequest) -> HttpResponse:
    """Incidents as points."""
    data = downloads.as_geojson(lists.incidents(_asked_for_file(request)))
    return JsonResponse(data, content_type="application/geo+json")


@endpoint
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below /api/ that leads nowhere, said in JSON."""
    raise Http404


def listing(
    form: type[forms.Form], find: Callable[[dict[str, Any]], Slice], shape: Callable[[Any], Any]
) -> Callable[..., HttpResponse]:
    """A view that gives a list in pages: ``{"next": address or null, "results": [...]}``."""

    @endpoint
    def view(request: HttpRequest) -> HttpResponse:
        found = find(filters.read(form, request.GET))
        results = [shape(row) for row in found.rows]
        return JsonResponse({"next": _next(request, found), "results": results})

    return view


issues = listing(filters.Issues, lists.issues, shapes.issue_line)
entries = listing(filters.Entries, lists.entries, shapes.item)
incidents = listing(filters.Incidents, lists.incident_page, shapes.item)
terms = listing(filters.Terms, lists.terms, shapes.item)
dailies = listing(filters.Dailies, lists.dailies, shapes.item)


def _next(request: HttpRequest, found: Slice) -> str | None:
    if not found.next_cursor:
        return None
    query = request.GET.copy()
    query["cursor"] = found.next_cursor
    return f"{whole(request.path)}?{query.urlencode()}"


def _asked_for_file(request: HttpRequest) -> dict[str, Any]:
    return filters.read(filters.IncidentFile, request.GET)


def _take_no_filters(request: HttpRequest) -> None:
    filters.read(forms.Form, request.GET)
