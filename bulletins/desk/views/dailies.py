"""Writing a daily, and its way into the week."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bulletins.desk.access import WRITE_DAILY, DeskRequest, desk_page
from bulletins.desk.conflicts import Conflict
from bulletins.desk.dailies import DailyDesk, Paragraph
from bulletins.desk.daily_writing import ItemWriting
from bulletins.desk.forms import MoveItemForm
from bulletins.desk.services import dailies as services
from bulletins.desk.services.places import CannotPlace
from bulletins.desk.views.writing import editor_policy, save_text
from bulletins.issues import promotion
from bulletins.issues.models import Entry
from bulletins.publications.models import Publication
from bulletins.revisions.services import EditConflict
from bulletins.tracker.models import DailyUpdate, TrackerItem

LATEST = 14  # dailies; two weeks of them


@require_GET
@desk_page()
def dailies(request: DeskRequest) -> HttpResponse:
    """The latest dailies, today's at one click."""
    latest = DailyUpdate.objects.select_related("publication", "author")
    latest = latest.annotate(
        paragraphs=Count("items", distinct=True), promoted=Count("items__entries", distinct=True)
    )
    latest = latest.order_by("-date_end", "-pk")
    context: dict[str, Any] = {"dailies": latest[:LATEST]}
    if today := _today():
        todays = DailyUpdate.objects.covering(today).select_related("publication").first()
        context |= {"today": today, "todays": todays}
    return render(request, "desk/dailies.html", context)


@require_POST
@desk_page(WRITE_DAILY)
def begin(request: DeskRequest) -> HttpResponse:
    """Open the daily of a day, today's unless another is named; begin it if nobody has."""
    today = _today()
    if today is None:
        messages.error(request, "This site has no daily yet. Nothing was begun.")
        return redirect("desk:dailies")
    try:
        day = date.fromisoformat(request.POST.get("day") or today.isoformat())
    except ValueError:
        messages.error(request, "That is not a day. Choose one from the calendar.")
        return redirect("desk:dailies")
    update = services.begin_daily(day=day, author=request.user, at=timezone.now())
    return redirect("desk:daily", update.pk)


@require_http_methods(["GET", "POST"])
@editor_policy
@desk_page(WRITE_DAILY)
def daily(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole daily with an editor for each paragraph; a POST saves its head or its readings."""
    update = get_object_or_404(DailyUpdate.objects.select_related("publication", "author"), pk=pk)
    if request.method == "POST":
        return save_text(request, update, "daily")
    desk = DailyDesk(update, viewer=request.user)
    context = {"desk": desk, "side": desk.side, "subject": update, "form": desk.form}
    return render(request, "desk/daily.html", context)


@require_http_methods(["GET", "POST"])
@editor_policy
@desk_page(WRITE_DAILY)
def item(request: DeskRequest, pk: int) -> HttpResponse:
    """One paragraph: a POST saves it, a look leads to its place on the daily's page."""
    found = get_object_or_404(TrackerItem, pk=pk)
    if request.method == "POST":
        return save_text(request, found, "item")
    return redirect(_place_of(found))


@require_POST
@editor_policy
@desk_page(WRITE_DAILY)
def add_item(request: DeskRequest, pk: int) -> HttpResponse:
    """A new paragraph at the end, or one that follows up an earlier one."""
    update = get_object_or_404(DailyUpdate, pk=pk)
    follows = TrackerItem.objects.filter(pk=_number(request.POST.get("follows", ""))).first()
    added = services.add_item(
        update=update, follows=follows, author=request.user, at=timezone.now()
    )
    if not request.htmx:
        return redirect(_place_of(added))
    one = Paragraph(added, ItemWriting(instance=added))
    return render(request, "desk/_item.html", {"paragraph": one})


@require_POST
@desk_page(WRITE_DAILY)
def move_item(request: DeskRequest) -> JsonResponse:
    """Change the order of the paragraphs."""
    form = MoveItemForm(request.POST)
    if not form.is_valid():
        words = "That paragraph is no longer there. Reload the page."
        return JsonResponse({"message": words}, status=404)
    wanted = form.cleaned_data
    try:
        moved = services.place_item(
            item=wanted["item"],
            before=wanted["before"],
            seen_version=wanted["version"],
            author=request.user,
            at=timezone.now(),
        )
    except CannotPlace as refusal:
        return JsonResponse({"message": str(refusal)}, status=409)
    except EditConflict as found:
        who = Conflict.last_writer(found.subject)
        words = f"{who} moved this a moment ago. Reload to see the order that is saved."
        return JsonResponse({"message": words}, status=409)
    return JsonResponse({"version": moved.version})


@require_POST
@desk_page()
def promote(request: DeskRequest, item_id: int) -> HttpResponse:
    """Put one paragraph into the inbox; pressed twice, it is there once."""
    found = get_object_or_404(TrackerItem, pk=item_id)
    entry = promotion.promote_item(item=found, by=request.user, at=timezone.now())
    if request.htmx:
        return render(request, "desk/_promoted.html", {"item": found, "entries": [entry]})
    messages.success(request, "It waits in the inbox of the week.")
    return redirect(_place_of(found))


@require_POST
@desk_page()
def settle_drift(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody has compared an entry with the corrected daily."""
    entry = get_object_or_404(Entry, pk=pk)
    promotion.settle(entry=entry)
    return redirect("desk:entry", pk)


def _today() -> date | None:
    """The day it is where the daily is written for; none where a site has no daily."""
    daily = Publication.objects.filter(kind=Publication.Kind.DAILY).first()
    return timezone.localdate(timezone=daily.zone) if daily else None


def _place_of(found: TrackerItem) -> str:
    return f"{reverse('desk:daily', args=[found.update_id])}#item-{found.pk}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
