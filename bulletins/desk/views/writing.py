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
from bulletins.desk.news import news_of
from bulletins.desk.services.writing import save_settled
from bulletins.desk.sidebar import Sidebar, issue_of
from bulletins.desk.subjects import Text, address_of, find_of_week, find_text
from bulletins.desk.texts import PERMISSIONS, form_for
from bulletins.revisions.seen import Seen, own_changes
from bulletins.revisions.services import EditConflict, save_version

editor_policy = csp(settings.EDITOR_CONTENT_SECURITY_POLICY)


@require_http_methods(["GET", "POST"])
@editor_policy
@desk_page(WRITE)
def write(request: DeskRequest, pk: int, *, kind: str) -> HttpResponse:
    """The editor; a POST saves what is valid of the form and says what is not."""
    subject = find_of_week(kind, pk)
    may_write = request.user.has_perm(PERMISSIONS[kind])
    if request.method == "POST" and may_write:
        return save_text(request, subject, kind)
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
@editor_policy
@desk_page(WRITE)
def conflict(request: DeskRequest, pk: int, *, kind: str) -> HttpResponse:
    """Both texts side by side, and one to save. Showing them changes nothing."""
    return _both(request, find_text(kind, pk), kind)


def _both(request: DeskRequest, subject: Text, kind: str) -> HttpResponse:
    form = form_for(find_text(kind, subject.pk), request.POST)
    form.is_valid()
    sent = own_changes(subject, form.changes(), **page_of(request))
    found = Conflict.between(subject, sent, seen_version=_number(request, "version"))
    both = form_for(found.proposal(subject))
    both.offer(found.changes)
    context = {
        "kind": kind,
        "subject": subject,
        "issue": issue_of(subject),
        "conflict": found,
        "form": both,
        "fields": f"desk/_{kind}_fields.html",
        "address": address_of(subject),
    }
    return render(request, "desk/conflict.html", context)


@require_GET
@desk_page(WRITE)
def support(request: DeskRequest, pk: int) -> HttpResponse:
    """The numbers of a summary that its entries do not mention, read again after a save."""
    takeaway = find_of_week("takeaway", pk)
    side = Sidebar.of(takeaway, viewer=request.user)
    return render(request, "desk/_support.html", {"side": side, "subject": takeaway})


def save_text(request: DeskRequest, subject: Text, kind: str) -> HttpResponse:
    """Save what is valid of the form that was sent; two people's texts are shown side by side."""
    form = form_for(find_text(kind, subject.pk), request.POST)
    form.is_valid()
    page, at = page_of(request), timezone.now()
    try:
        if "aside" in request.POST:
            aside = request.POST["aside"]
            save_settled(subject=subject, changes=form.changes(), aside=aside, at=at, **page)
        else:
            sent = own_changes(subject, form.changes(), **page)
            save_version(subject=subject, changes=sent, at=at, **page)
    except EditConflict as found:
        return _refused(request, found, subject, kind)
    if is_background(request):
        return JsonResponse({**_shown(subject, kind, page), "problems": form.problems()})
    for problem in form.problems().values():
        messages.warning(request, problem)
    return redirect(address_of(subject))


def _refused(request: DeskRequest, found: EditConflict, subject: Text, kind: str) -> HttpResponse:
    if is_background(request):
        who = Conflict.last_writer(found.subject)
        words = f"{who} saved a change to this text first. Yours is safe here, nothing was lost."
        return JsonResponse({"message": words}, status=409)
    return _both(request, subject, kind)


def page_of(request: DeskRequest) -> dict[str, Any]:
    """The page that sends this: whose it is, and the version it shows."""
    return {
        "seen_version": _number(request, "version"),
        "author": request.user,
        "sitting": sitting_of(request),
    }


def sitting_of(request: DeskRequest) -> str:
    """The open page that sends this; one page, one sitting."""
    return request.POST.get("sitting", "")[:36]


def _shown(subject: Text, kind: str, page: dict[str, Any]) -> dict[str, Any]:
    """The version the page shows now, and what others wrote that it does not show."""
    version, who = page["seen_version"], {name: page[name] for name in ("author", "sitting")}
    seen = Seen.by(subject, version=version, **who)
    if seen is None or not seen.newer_by:
        return {"version": seen.version if seen else version, "news": None}
    told = news_of(find_text(kind, subject.pk), version=seen.version, **who)
    return {"version": seen.version, "news": told}


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
