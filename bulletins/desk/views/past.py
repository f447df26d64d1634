"""Earlier versions, and the bin."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import EDIT, DeskRequest, desk_page
from bulletins.desk.board import first_line
from bulletins.desk.history import Comparison, sittings
from bulletins.desk.services.sheet import count_again
from bulletins.desk.subjects import address_of, find
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Binned, Revision
from bulletins.revisions.services import (
    CannotTakeBack,
    EditConflict,
    restore,
    take_back,
    throw_away,
)

_WRITERS = {Entry: "issues.change_entry", Takeaway: "issues.change_takeaway", Issue: EDIT}
_THROWERS = {Entry: "issues.delete_entry", Takeaway: "issues.delete_takeaway"}


@require_GET
@desk_page()
def history(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Every saved version, newest first; two of them compared."""
    subject = find(kind, pk)
    versions = list(Revision.objects.of(subject).select_related("author"))
    context = {
        "kind": kind,
        "subject": subject,
        "address": address_of(subject),
        "sittings": sittings(versions),
        "comparison": Comparison.of(
            subject, versions, old=request.GET.get("old", ""), new=request.GET.get("new", "")
        ),
    }
    return render(request, "desk/history.html", context)


@require_POST
@desk_page()
def restore_version(request: DeskRequest, kind: str, pk: int, version: int) -> HttpResponse:
    """Write an earlier version again."""
    subject = find(kind, pk)
    if not request.user.has_perm(_WRITERS[type(subject)]):
        return render(request, "desk/refused.html", {"words": "Editors restore this."}, status=403)
    revision = get_object_or_404(Revision.objects.of(subject), version=version)
    restore(
        subject=subject,
        revision=revision,
        seen_version=subject.version,
        author=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"Version {version} is back. Everything since is in the history.")
    return redirect("desk:history", kind, pk)


@require_POST
@desk_page()
def bin_subject(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Throw an entry or a takeaway into the bin."""
    subject = find(kind, pk)
    if isinstance(subject, Issue) or not request.user.has_perm(_THROWERS[type(subject)]):
        words = "You may not throw this away. Nothing was changed."
        return render(request, "desk/refused.html", {"words": words}, status=403)
    label = first_line(subject.body) if isinstance(subject, Entry) else str(subject)
    try:
        throw_away(
            subject=subject,
            seen_version=int(request.POST.get("version") or 0),
            label=label or "An entry with nothing written",
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict:
        messages.error(request, "Somebody wrote in this a moment ago, so it was not thrown away.")
        return redirect(address_of(subject))
    messages.success(request, "It is in the bin, and can be taken back for 30 days.")
    return redirect("desk:home")


@require_GET
@desk_page()
def bin_list(request: DeskRequest) -> HttpResponse:
    """What was thrown away in the last 30 days."""
    binned = Binned.objects.select_related("binned_by", "content_type")
    page = Paginator(binned, 50).get_page(request.GET.get("page"))
    return render(request, "desk/bin.html", {"page": page})


@require_POST
@desk_page()
def take_from_bin(request: DeskRequest, binned_id: int) -> HttpResponse:
    """Take one thing back."""
    binned = get_object_or_404(Binned, pk=binned_id)
    try:
        subject = take_back(binned=binned, author=request.user, at=timezone.now())
    except CannotTakeBack as error:
        messages.error(request, str(error))
        return redirect("desk:bin")
    if isinstance(subject, Incident):
        count_again(incident=subject)
    messages.success(request, "It is back.")
    return redirect(address_of(subject))
