"""Earlier versions, and the bin."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import EDIT, DeskRequest, desk_page
from bulletins.desk.board import first_line
from bulletins.desk.clashes import seen_version
from bulletins.desk.history import Comparison, sittings
from bulletins.desk.services.sheet import count_again
from bulletins.desk.sidebar import issue_of
from bulletins.desk.subjects import address_of, find
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Binned, Revision, Versioned
from bulletins.revisions.services import (
    CannotTakeBack,
    EditConflict,
    restore,
    take_back,
    throw_away,
)
from bulletins.tracker.models import DailyUpdate, TrackerItem

_WRITERS: dict[type[Versioned], str] = {
    Entry: "issues.change_entry",
    Takeaway: "issues.change_takeaway",
    Issue: EDIT,
    DailyUpdate: "tracker.change_dailyupdate",
    TrackerItem: "tracker.change_trackeritem",
}
# An issue holds the work of many; it is withdrawn, not thrown away.
_THROWERS: dict[type[Versioned], str] = {
    Entry: "issues.delete_entry",
    Takeaway: "issues.delete_takeaway",
    DailyUpdate: "tracker.delete_dailyupdate",
    TrackerItem: "tracker.delete_trackeritem",
}
_IN_THE_WEEK = (
    "This paragraph has become an entry of the week, which must hear of it. Empty its text "
    "instead: a blank paragraph is not published, and the entry’s author is told."
)


@require_GET
@desk_page()
def history(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Every saved version, newest first; two of them compared."""
    subject = find(kind, pk)
    versions = list(Revision.objects.of(subject).select_related("author"))
    told = sittings(versions)
    # What the last one to sit at it changed, unless two versions were chosen.
    before = str(told[0].old) if len(versions) > 1 else ""
    context = {
        "kind": kind,
        "subject": subject,
        "issue": issue_of(subject),
        "address": address_of(subject),
        "sittings": told,
        "comparison": Comparison.of(
            subject, versions, old=request.GET.get("old", before), new=request.GET.get("new", "")
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
    """Throw an entry, a takeaway, a daily or a paragraph of one into the bin."""
    subject = find(kind, pk)
    permission = _THROWERS.get(type(subject))
    if permission is None or not request.user.has_perm(permission):
        words = "You may not throw this away. Nothing was changed."
        return render(request, "desk/refused.html", {"words": words}, status=403)
    if bonds := _bonds(subject):
        messages.error(request, bonds)
        return redirect(address_of(subject))
    issue = issue_of(subject)
    label = first_line(subject.body) if isinstance(subject, Entry | TrackerItem) else str(subject)
    try:
        throw_away(
            subject=subject,
            seen_version=seen_version(request.POST, field="version"),
            label=label or "Nothing written",
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict:
        messages.error(request, "Somebody wrote in this a moment ago, so it was not thrown away.")
        return redirect(address_of(subject))
    messages.success(request, "It is in the bin, and can be taken back for 30 days.")
    if isinstance(subject, TrackerItem):
        return redirect("desk:daily", subject.update_id)
    if isinstance(subject, DailyUpdate):
        return redirect("desk:dailies")
    return redirect("desk:issue", issue.pk) if issue else redirect("desk:home")


@require_GET
@desk_page()
def bin_list(request: DeskRequest) -> HttpResponse:
    """What was thrown away in the last 30 days."""
    binned = Binned.objects.whole().select_related("binned_by", "content_type")
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
    except PermissionDenied:
        words = "Editors take this back. It stays in the bin, and nothing is lost."
        return render(request, "desk/refused.html", {"words": words}, status=403)
    if isinstance(subject, Incident):
        count_again(incident=subject)
    messages.success(request, "It is back.")
    return redirect(address_of(subject))


def _bonds(subject: Versioned) -> str:
    """What keeps it from being thrown away, in words for its writer."""
    if isinstance(subject, TrackerItem) and subject.entries.exists():
        return _IN_THE_WEEK
    return " ".join(subject.bonds()) if isinstance(subject, DailyUpdate) else ""
