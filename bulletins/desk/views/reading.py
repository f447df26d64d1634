"""Findings beside a text: shown from the last reading, read again in the background."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.desk.access import EDIT, DeskRequest, desk_page
from bulletins.desk.reading import Reading
from bulletins.desk.sidebar import issue_of
from bulletins.desk.subjects import address_of, find_of_week
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.preflight import services, tasks
from bulletins.publications.doorbell import ring


@require_http_methods(["GET", "POST"])
@desk_page()
def reading(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """What was found in one text. A POST, made after each save, has it read again."""
    subject = find_of_week(kind, pk)
    found = Reading.of(subject)
    if request.method == "POST" and found.issue:
        ring(tasks.read_issue, issue_id=found.issue.pk)
    return _show(request, subject, found)


@require_POST
@desk_page(EDIT)
def set_aside(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Dismiss one finding with a reason."""
    subject = find_of_week(kind, pk)
    issue = issue_of(subject)
    if issue is None:
        raise Http404
    refusal = _dismiss(request, issue)
    if not request.htmx:
        return redirect(address_of(subject))
    return _show(request, subject, Reading.of(subject), refusal)


def _dismiss(request: DeskRequest, issue: Issue) -> str:
    """Why it was not possible; nothing when it was."""
    try:
        services.dismiss(
            issue=issue,
            fingerprints=request.POST.getlist("fingerprint"),
            reason=request.POST.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except services.CannotDecide as error:
        return str(error)
    return ""


def _show(
    request: DeskRequest, subject: Entry | Takeaway, found: Reading, refusal: str = ""
) -> HttpResponse:
    context = {"subject": subject, "reading": found, "refusal": refusal}
    return render(request, "desk/_reading.html", context)
