"""Earlier versions of places and terms: compared, and written again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import PLACES, TERMS, DeskRequest, desk_page
from bulletins.desk.history import Comparison, sittings
from bulletins.gazetteer.models import Place
from bulletins.guide.models import Term
from bulletins.revisions.models import Revision
from bulletins.revisions.services import EditConflict, restore

Record = Place | Term


@require_GET
@desk_page(PLACES)
def place_history(request: DeskRequest, pk: int) -> HttpResponse:
    """Every saved version of a place, two of them compared."""
    return _history(request, get_object_or_404(Place, pk=pk), "place")


@require_GET
@desk_page(TERMS)
def term_history(request: DeskRequest, pk: int) -> HttpResponse:
    """Every saved version of a term, two of them compared."""
    return _history(request, get_object_or_404(Term, pk=pk), "term")


@require_POST
@desk_page(PLACES)
def restore_place(request: DeskRequest, pk: int, version: int) -> HttpResponse:
    """Write an earlier version of a place again."""
    return _restore(request, get_object_or_404(Place, pk=pk), "place", version)


@require_POST
@desk_page(TERMS)
def restore_term(request: DeskRequest, pk: int, version: int) -> HttpResponse:
    """Write an earlier version of a term again."""
    return _restore(request, get_object_or_404(Term, pk=pk), "term", version)


def _history(request: DeskRequest, subject: Record, kind: str) -> HttpResponse:
    versions = list(Revision.objects.of(subject).select_related("author"))
    asked = {name: request.GET.get(name, "") for name in ("old", "new")}
    context = {
        "kind": kind,
        "subject": subject,
        "address": reverse(f"desk:{kind}", args=[subject.pk]),
        "sittings": sittings(versions),
        "comparison": Comparison.of(subject, versions, **asked),
    }
    return render(request, "desk/history.html", context)


def _restore(request: DeskRequest, subject: Record, kind: str, version: int) -> HttpResponse:
    revision = get_object_or_404(Revision.objects.of(subject), version=version)
    try:
        restore(
            subject=subject,
            revision=revision,
            seen_version=subject.version,
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {version} is back. What came since is in the history.")
    return redirect(f"desk:{kind}", subject.pk)
