"""Deliverability at the desk: do other mail servers know ours, and how did a test mail arrive?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import SEND, DeskRequest, desk_page
from bulletins.publications.models import Publication
from bulletins.subscribers.models import DeliverabilityCheck
from bulletins.subscribers.services import deliverability

_CHECKS = DeliverabilityCheck.objects.select_related("publication", "requested_by")


@require_GET
@desk_page(SEND)
def overview(request: DeskRequest) -> HttpResponse:
    """The newest look, and the way to a new one."""
    check = _CHECKS.first()
    context = {"publications": Publication.objects.order_by("pk"), "check": check}
    return render(request, "desk/deliverability.html", {**context, **_state(check)})


@require_GET
@desk_page(SEND)
def result(request: DeskRequest, pk: int) -> HttpResponse:
    """What is known by now; the page asks until the worker is done."""
    check = get_object_or_404(_CHECKS, pk=pk)
    context = {"check": check, **_state(check)}
    return render(request, "desk/_deliverability.html", context)


@require_POST
@desk_page(SEND)
def look(request: DeskRequest) -> HttpResponse:
    """Have a worker look, and send a test mail to whoever asks."""
    key = request.POST.get("publication", "")
    publication = get_object_or_404(Publication, pk=int(key) if key.isdecimal() else None)
    try:
        deliverability.request_check(publication=publication, by=request.user, at=timezone.now())
    except deliverability.CannotCheck as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:deliverability")


@require_POST
@desk_page(SEND)
def hand_in(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the source of the test mail as it arrived."""
    check = get_object_or_404(_CHECKS, pk=pk)
    try:
        deliverability.hand_in_mail(check=check, source=request.POST.get("source", ""))
    except deliverability.CannotCheck as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:deliverability")


def _state(check: DeliverabilityCheck | None) -> dict[str, bool]:
    return {"is_waiting": bool(check and check.is_waiting(at=timezone.now()))}
