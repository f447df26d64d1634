"""From the daily into the week: paragraphs at hand, each one step from the inbox."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.issues import promotion
from bulletins.issues.models import Entry
from bulletins.tracker.models import DailyUpdate, TrackerItem

LATEST = 10  # dailies; two weeks of them


@require_GET
@desk_page()
def dailies(request: DeskRequest) -> HttpResponse:
    """The latest dailies, drafts among them, with what has become of each paragraph."""
    latest = DailyUpdate.objects.select_related("publication").prefetch_related("items__entries")
    return render(request, "desk/dailies.html", {"dailies": latest[:LATEST]})


@require_POST
@desk_page()
def promote(request: DeskRequest, item_id: int) -> HttpResponse:
    """Put one paragraph into the inbox; pressed twice, it is there once."""
    item = get_object_or_404(TrackerItem, pk=item_id)
    promotion.promote_item(item=item, by=request.user, at=timezone.now())
    messages.success(request, "It waits in the inbox of the week.")
    return redirect(f"{reverse('desk:dailies')}#item-{item.pk}")


@require_POST
@desk_page()
def settle_drift(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody has compared an entry with the corrected daily."""
    entry = get_object_or_404(Entry, pk=pk)
    promotion.settle(entry=entry)
    return redirect("desk:entry", pk)
