"""What is offered to somebody who types: names, and what is known of a source."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bulletins.desk import names, outlets
from bulletins.desk.access import DeskRequest, desk_page
from bulletins.gazetteer.location import FLAGS
from bulletins.gazetteer.services import locate

LONGEST = 200  # characters that may be asked about


@require_GET
@desk_page()
def offer_names(request: DeskRequest) -> JsonResponse:
    """What the end of ``typed`` may be the beginning of; only places where one is asked for."""
    typed = request.GET.get("typed", "")[-LONGEST:]
    only_places = request.GET.get("kind") == "place"
    return JsonResponse(asdict(names.offer(typed, only_places=only_places)))


@require_GET
@desk_page()
def read_place(request: DeskRequest) -> HttpResponse:
    """Where the gazetteer finds the words that say where a story happened."""
    words = request.GET.get("location", "").strip()[:LONGEST]
    location = locate(words) if words else None
    context = {
        "location": location,
        "flags": [FLAGS[flag] for flag in location.flags] if location else [],
    }
    return render(request, "desk/_place_read.html", context)


@require_GET
@desk_page()
def known_outlet(request: DeskRequest) -> JsonResponse:
    """What earlier sources from the same host were called; the address itself is not opened."""
    return JsonResponse(outlets.known_by(request.GET.get("url", "")[:1000]))
