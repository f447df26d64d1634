"""The pin of an incident on a small map, and “remember this spelling”."""

from __future__ import annotations

import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.desk.access import PLACES, DeskRequest, desk_page
from bulletins.desk.clashes import Clash, seen_version
from bulletins.desk.pins import PinForm, SpellingForm
from bulletins.gazetteer.location import FLAGS
from bulletins.gazetteer.services import CannotRemember, locate, remember_spelling
from bulletins.incidents.models import Incident
from bulletins.incidents.services import SET_BY_HAND, change_incident, point_of
from bulletins.revisions.seen import own_changes
from bulletins.revisions.services import EditConflict

PIN = "incidents.change_incident"


@require_http_methods(["GET", "POST"])
@desk_page(PIN)
def pin(request: DeskRequest, pk: int) -> HttpResponse:
    """Where an incident is. A pin somebody moved stays there, whatever its words become."""
    incident = get_object_or_404(Incident, pk=pk)
    if request.method == "GET":
        return _page(request, PinForm(instance=incident), incident, version=incident.version)
    form = PinForm(request.POST, instance=copy.copy(incident))
    seen = seen_version(request.POST)
    if not form.is_valid():
        return _page(request, form, incident, version=seen, status=422)
    try:
        change_incident(
            incident=incident,
            changes=own_changes(incident, form.facts(), seen_version=seen),
            seen_version=seen,
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        clash = Clash.of(refusal)
        return _page(request, form, incident, version=clash.version, clash=clash, status=409)
    messages.success(request, "The pin stands there now, and stays even if the words change.")
    return redirect("desk:pin", pk)


@require_POST
@desk_page(PIN)
def follow(request: DeskRequest, pk: int) -> HttpResponse:
    """Let the pin follow the words again."""
    incident = get_object_or_404(Incident, pk=pk)
    try:
        change_incident(
            incident=incident,
            changes=point_of(locate(incident.location)),
            seen_version=seen_version(request.POST),
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The pin follows the words again.")
    return redirect("desk:pin", pk)


@require_POST
@desk_page(PLACES)
def remember(request: DeskRequest, pk: int) -> HttpResponse:
    """Teach the gazetteer a spelling; the next incident with these words needs no pin."""
    incident = get_object_or_404(Incident, pk=pk)
    form = SpellingForm(request.POST, incident=incident)
    if not form.is_valid():
        messages.error(request, "Type the name as it is spelled, and choose the place it means.")
        return redirect("desk:pin", pk)
    place, spelling = form.cleaned_data["place"], form.cleaned_data["spelling"]
    try:
        remember_spelling(place=place, text=spelling, author=request.user, at=timezone.now())
    except CannotRemember as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"From now on “{spelling}” means {place}.")
    return redirect("desk:pin", pk)


def _page(
    request: DeskRequest,
    form: PinForm,
    incident: Incident,
    *,
    version: int,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    location = locate(incident.location)
    context = {
        "form": form,
        "incident": incident,
        "issue": incident.issues.order_by("-period_end").first(),
        "is_by_hand": incident.method == SET_BY_HAND,
        "location": location,
        "flags": [FLAGS[flag] for flag in location.flags],
        "spelling": SpellingForm(incident=incident) if request.user.has_perm(PLACES) else None,
        "version": version,
        "clash": clash,
    }
    return render(request, "desk/pin.html", context, status=status)
