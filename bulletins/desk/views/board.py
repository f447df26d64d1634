"""The week board, and everything done right on it."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.accounts.models import User
from bulletins.desk.access import EDIT, WRITE, DeskRequest, desk_page
from bulletins.desk.board import Board
from bulletins.desk.clashes import Clash, seen_version
from bulletins.desk.forms import (
    IssueForm,
    MoveEntryForm,
    MoveTakeawayForm,
    NewEntryForm,
    NewTakeawayForm,
)
from bulletins.desk.publishing import Publishing
from bulletins.desk.services import weeks
from bulletins.desk.services.places import CannotPlace
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.publications.models import Publication
from bulletins.revisions.models import Revision
from bulletins.revisions.seen import own_changes
from bulletins.revisions.services import EditConflict, save_version


@require_GET
@desk_page()
def home(request: DeskRequest) -> HttpResponse:
    """The board of the issue in hand, or an invitation to start one."""
    issue = _in_hand(today=timezone.localdate())
    if issue is None:
        context = {"form": _issue_form(), "last": _last_published(request.user)}
        return render(request, "desk/no_issue.html", context)
    return _board(request, issue)


@require_GET
@desk_page()
def issue_board(request: DeskRequest, issue_id: int) -> HttpResponse:
    """The board of one issue."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    return _board(request, issue)


@require_GET
@desk_page()
def side(request: DeskRequest, issue_id: int) -> HttpResponse:
    """The board's side column, read again: day strip, what is missing, who is here."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    board = Board.of(issue, viewer=request.user, at=timezone.now())
    return render(request, "desk/_board_side.html", {"board": board, "issue": issue})


@desk_page(EDIT)
def start(request: DeskRequest) -> HttpResponse:
    """Start the next issue: a form with what is usual filled in, then an empty board."""
    form = _issue_form(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "desk/start_issue.html", {"form": form})
    notices = form.notices()
    issue = weeks.start_issue(
        publication=form.instance.publication,
        period_start=form.cleaned_data["period_start"],
        period_end=form.cleaned_data["period_end"],
        number=form.cleaned_data["number"],
        author=request.user,
        at=timezone.now(),
    )
    for notice in notices:
        messages.warning(request, notice)
    return redirect("desk:issue", issue.pk)


@desk_page(EDIT)
def facts(request: DeskRequest, issue_id: int) -> HttpResponse:
    """The days, the number and the note of an issue."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    form = IssueForm(request.POST or None, instance=copy.copy(issue), label_suffix="")
    context = {"issue": issue, "form": form, "version": issue.version}
    if not form.is_bound:
        return render(request, "desk/facts.html", context)
    seen = seen_version(request.POST)
    if not form.is_valid():
        return render(request, "desk/facts.html", {**context, "version": seen}, status=422)
    sent = own_changes(issue, form.cleaned_data, seen_version=seen)
    how: dict[str, Any] = {"seen_version": seen, "author": request.user, "at": timezone.now()}
    try:
        save_version(subject=issue, changes=sent, **how)
    except EditConflict as refusal:
        clash = Clash.of(refusal)
        context |= {"version": clash.version, "clash": clash}
        return render(request, "desk/facts.html", context, status=409)
    for notice in form.notices():
        messages.warning(request, notice)
    return redirect("desk:issue", issue.pk)


@require_POST
@desk_page(EDIT)
def add_takeaway(request: DeskRequest, issue_id: int) -> HttpResponse:
    """A new section at the end; the board shows it without being loaded again."""
    issue = get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)
    form = NewTakeawayForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422, content_type="text/plain")
    takeaway = weeks.add_takeaway(
        issue=issue,
        headline=form.cleaned_data["headline"],
        author=request.user,
        at=timezone.now(),
    )
    if not request.htmx:
        return redirect(f"{reverse('desk:issue', args=[issue.pk])}#takeaway-{takeaway.pk}")
    board = Board.of(issue, viewer=request.user, at=timezone.now())
    section = next(one for one in board.sections if one.takeaway.pk == takeaway.pk)
    context = {"section": section, "issue": issue}
    response = render(request, "desk/_section.html", context)
    response["HX-Trigger"] = "desk:arranged"
    return response


@require_POST
@desk_page(WRITE)
def add_entry(request: DeskRequest) -> HttpResponse:
    """A blank entry, opened for writing."""
    form = NewEntryForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422, content_type="text/plain")
    entry = weeks.add_entry(
        takeaway=form.cleaned_data["takeaway"],
        event_date=form.cleaned_data["event_date"],
        author=request.user,
        at=timezone.now(),
    )
    return redirect("desk:entry", entry.pk)


@require_POST
@desk_page(WRITE)
def move_entry(request: DeskRequest) -> JsonResponse:
    """File, move or take out one entry."""
    form = MoveEntryForm(request.POST)
    if not form.is_valid():
        return _gone()
    wanted = form.cleaned_data
    try:
        moved = weeks.place_entry(
            entry=wanted["entry"],
            takeaway=wanted["takeaway"],
            before=wanted["before"],
            seen_version=wanted["version"],
            author=request.user,
            at=timezone.now(),
        )
    except (EditConflict, CannotPlace) as refusal:
        return _refused(wanted["entry"], refusal)
    return JsonResponse({"version": moved.version})


@require_POST
@desk_page(EDIT)
def move_takeaway(request: DeskRequest) -> JsonResponse:
    """Change the order of the sections."""
    form = MoveTakeawayForm(request.POST)
    if not form.is_valid():
        return _gone()
    wanted = form.cleaned_data
    try:
        moved = weeks.place_takeaway(
            takeaway=wanted["takeaway"],
            before=wanted["before"],
            seen_version=wanted["version"],
            author=request.user,
            at=timezone.now(),
        )
    except (EditConflict, CannotPlace) as refusal:
        return _refused(wanted["takeaway"], refusal)
    return JsonResponse({"version": moved.version})


def _in_hand(*, today: date) -> Issue | None:
    """The open issue of today, or else the newest open one."""
    still_open = Issue.objects.open().select_related("publication")
    return (
        still_open.filter(period_start__lte=today, period_end__gte=today).first()
        or still_open.first()
    )


def _last_published(viewer: User) -> Publishing | None:
    """The issue readers got last, and what became of it."""
    issue = Issue.objects.published().select_related("publication").first()
    return Publishing.of(issue, viewer=viewer, at=timezone.now()) if issue else None


def _board(request: DeskRequest, issue: Issue) -> HttpResponse:
    user: User = request.user
    context = {
        "board": Board.of(issue, viewer=user, at=timezone.now()),
        "issue": issue,
        "others": Issue.objects.open().select_related("publication").exclude(pk=issue.pk)[:6],
        "may_edit": user.has_perm(EDIT),
    }
    return render(request, "desk/board.html", context)


def _issue_form(data: QueryDict | None = None) -> IssueForm:
    publication = get_object_or_404(Publication, kind=Publication.Kind.WEEKLY)
    usual = weeks.next_issue(publication=publication, today=timezone.localdate())
    blank = Issue(publication=publication)
    return IssueForm(data, instance=blank, initial=vars(usual), label_suffix="")


def _gone() -> JsonResponse:
    words = "It, or the place it was to go to, has been removed meanwhile. Nothing was changed."
    return JsonResponse({"message": words}, status=409)


def _refused(thing: Entry | Takeaway, refusal: Exception) -> JsonResponse:
    if not isinstance(refusal, EditConflict):
        return JsonResponse({"message": str(refusal)}, status=409)
    last = Revision.objects.of(thing).filter(origin="move").select_related("author").last()
    mover = (last and last.author) or "Somebody"
    words = f"{mover} has moved this a moment ago. Nothing was changed; the board is up to date."
    return JsonResponse({"message": words}, status=409)
