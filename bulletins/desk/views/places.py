"""The gazetteer at the desk: places found in any spelling, tried out, corrected and added."""

from __future__ import annotations

import copy
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bulletins.desk.access import PLACES, DeskRequest, desk_page
from bulletins.desk.clashes import Clash, seen_version
from bulletins.gazetteer import services
from bulletins.gazetteer.forms import PlaceForm
from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.gazetteer.location import FLAGS
from bulletins.gazetteer.models import Place
from bulletins.revisions.services import EditConflict

PER_PAGE = 50
_ADD = "gazetteer.add_place"
# A new place is often begun from an incident: its words and its pin come along.
_CARRIED = ("name", "latitude", "longitude", "precision_km", "governorate")


@require_GET
@desk_page(PLACES)
def place_list(request: DeskRequest) -> HttpResponse:
    """The places of a name, kind or governorate; and where a phrase would lead."""
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "kind", "governorate")}
    page = Paginator(_found(**asked), PER_PAGE).get_page(request.GET.get("page"))
    phrase = request.GET.get("phrase", "").strip()[:240]
    location = services.locate(phrase) if phrase else None
    context = {
        "page": page,
        "chosen": asked,
        "kinds": Place.Kind.choices,
        "governorates": GOVERNORATES,
        "asked": urlencode(asked) + "&",
        "phrase": phrase,
        "location": location,
        "flags": [FLAGS[flag] for flag in location.flags] if location else [],
    }
    return render(request, "desk/places.html", context)


@require_http_methods(["GET", "POST"])
@desk_page(PLACES)
def place(request: DeskRequest, pk: int) -> HttpResponse:
    """One place: its point on a small map, and all its names."""
    found = get_object_or_404(Place.objects.with_aliases(), pk=pk)
    if request.method == "GET":
        return _page(request, PlaceForm(instance=found), found, version=found.version)
    form = PlaceForm(request.POST, instance=copy.copy(found))
    seen = seen_version(request.POST)
    if not form.is_valid():
        return _page(request, form, found, version=seen, status=422)
    try:
        saved = services.change_place(
            place=found,
            changes=form.facts(),
            seen_version=seen,
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        clash = Clash.of(refusal)
        return _page(request, form, found, version=clash.version, clash=clash, status=409)
    _say_saved(request, saved)
    return redirect("desk:place", pk)


@require_http_methods(["GET", "POST"])
@desk_page(_ADD)
def new_place(request: DeskRequest) -> HttpResponse:
    """A place that is missing."""
    if request.method == "GET":
        carried = {name: request.GET[name] for name in _CARRIED if request.GET.get(name)}
        return _page(request, PlaceForm(initial=carried), None)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    added = services.add_place(facts=form.facts(), author=request.user, at=timezone.now())
    _say_saved(request, added)
    return redirect("desk:place", added.pk)


def _found(*, words: str, kind: str, governorate: str) -> QuerySet[Place]:
    """By part of any name, or by a name however it is spelled."""
    found = Place.objects.with_aliases()
    if words:
        is_part = Q(name__icontains=words) | Q(arabic__icontains=words)
        is_part |= Q(aliases__text__icontains=words) | Q(pk__in=services.named_like(words))
        found = found.filter(is_part).distinct()
    if kind:
        found = found.filter(kind=kind)
    if governorate:
        found = found.filter(governorate=governorate)
    return found.order_by("name", "pk")


def _say_saved(request: DeskRequest, saved: Place) -> None:
    messages.success(request, "Saved. The very next phrase that is read heeds it.")
    for text, others in services.namesakes(saved).items():
        messages.warning(
            request,
            f"“{text}” is also a name of {', '.join(others)}. The rest of a phrase decides which "
            "one is meant.",
        )


def _page(
    request: DeskRequest,
    form: PlaceForm,
    found: Place | None,
    *,
    version: int = 0,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "place": found, "version": version, "clash": clash}
    return render(request, "desk/place.html", context, status=status)
