"""Writing an entry or a takeaway: the page, its background saves, and two texts at once."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bulletins.desk.access import WRITE, DeskRequest, desk_page, is_background
from bulletins.desk.conflicts import Conflict
from bulletins.desk.services.writing import save_settled
from bulletins.desk.sidebar import Sidebar
from bulletins.desk.subjects import address_of, find_text
from bulletins.desk.writing import form_for
from bulletins.issues.models import Entry, Takeaway
from bulletins.revisions.services import EditConflict, save_version

_PERMISSIONS = {"entry": WRITE, "takeaway": "issues.change_takeaway"}
_editor_policy = csp(settings.EDITOR_CONTENT_SECURITY_POLICY)


@require_http_methods(["GET", "POST"])
@_editor_policy
@desk_page(WRITE)
def write(request: DeskRequest, pk: int, *, kind: str) -> HttpResponse:
    """The editor; a POST saves what is valid of the form and says what is not."""
    subject = find_text(kind, pk)
    may_write = request.user.has_perm(_PERMISSIONS[kind])
    if request.method == "POST" and may_write:
        return _save(request, subject, kind)
    if request.method == "POST":
        return JsonResponse(
            {"message": "Editors write takeaways; yours was not saved."}, status=403
        )
    context = {
        "kind": kind,
        "subject": subject,
        "form": form_for(subject),
        "side": Sidebar.of(subject, viewer=request.user),
        "may_write": may_write,
    }
    return render(request, f"desk/{kind}.html", context)


@require_POST
@_editor_policy
@desk_page(WRITE)
def conflict(request: DeskRequest, pk: int, *, kind: str) -> HttpResponse:
    """Both texts side by side, and one to save. Showing them changes nothing."""
    return _both(request, find_text(kind, pk), kind)


def _both(request: DeskRequest, subject: Entry | Takeaway, kind: str) -> HttpResponse:
    form = form_for(find_text(kind, subject.pk), request.POST)
    form.is_valid()
    found = Conflict.between(subject, form.changes(), seen_version=_number(request, "version"))
    context = {
        "kind": kind,
        "subject": subject,
        "conflict": found,
        "form": form_for(found.proposal(subject)),
        "address": address_of(subject),
    }
    return render(request, "desk/conflict.html", context)


@require_GET
@desk_page(WRITE)
def support(request: DeskRequest, pk: int) -> HttpResponse:
    """The numbers of a summary that its entries do not mention, read again after a save."""
    takeaway = find_text("takeaway", pk)
    side = Sidebar.of(takeaway, viewer=request.user)
    return render(request, "desk/_support.html", {"side": side, "subject": takeaway})


def _save(request: DeskRequest, subject: Entry | Takeaway, kind: str) -> HttpResponse:
    form = form_for(find_text(kind, subject.pk), request.POST)
    form.is_valid()
    how: dict[str, Any] = {
        "seen_version": _number(request, "version"),
        "author": request.user,
        "at": timezone.now(),
    }
    try:
        if "aside" in request.POST:
            saved = save_settled(
                subject=subject, changes=form.changes(), aside=request.POST["aside"], **how
            )
        else:
            sitting = request.POST.get("sitting", "")[:36]
            saved = save_version(subject=subject, changes=form.changes(), sitting=sitting, **how)
    except EditConflict as found:
        return _refused(request, found, subject, kind)
    if is_background(request):
        return JsonResponse({"version": saved.version, "problems": form.problems()})
    for problem in form.problems().values():
        messages.warning(request, problem)
    return redirect(address_of(subject))


def _refused(
    request: DeskRequest, found: EditConflict, subject: Entry | Takeaway, kind: str
) -> HttpResponse:
    if is_background(request):
        who = Conflict.last_writer(found.subject)
        words = f"{who} saved a change to this text first. Yours is safe here, nothing was lost."
        return JsonResponse({"message": words}, status=409)
    return _both(request, subject, kind)


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
