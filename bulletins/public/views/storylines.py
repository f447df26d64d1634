"""Storylines: what dailies and weeklies told of one story, as readers were given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.public.models import PublishedItem
from bulletins.public.numbers import page_number
from bulletins.public.views.answers import cacheable
from bulletins.rendering import html
from bulletins.tracker.models import DailyUpdate, Storyline, TrackerItem

PER_PAGE = 30
Kind = PublishedItem.Kind


@dataclass(frozen=True)
class Told:
    """What one published post says of the story."""

    item: PublishedItem
    passages: list[SafeString]


@require_safe
@gzip_page
@conditional_page
@cacheable
def storylines(request: HttpRequest) -> HttpResponse:
    """Every storyline of which something is published."""
    published = Q(items__update__in=DailyUpdate.objects.readable())
    counted = Storyline.objects.annotate(
        daily_count=Count("items__update", filter=published, distinct=True)
    )
    shown = counted.filter(published | Q(entries__in=_published_entries())).distinct()
    return render(request, "public/storylines.html", {"storylines": shown})


@require_safe
@gzip_page
@conditional_page
@cacheable
def storyline(request: HttpRequest, slug: str) -> HttpResponse:
    """One story through dailies and weeklies, newest first. The text is that of the editions."""
    found = get_object_or_404(Storyline, slug=slug)
    items = set(found.items.values_list("pk", flat=True))
    entries = found.entries.values("pk")
    dailies = TrackerItem.objects.filter(pk__in=items).values("update")
    told = PublishedItem.objects.filter(
        Q(kind=Kind.ENTRY, subject_id__in=entries) | Q(kind=Kind.DAILY, daily__in=dailies)
    )
    told = told.newest_first().select_related("issue__publication", "daily__publication")
    page = Paginator(told, PER_PAGE).get_page(page_number(request))
    context = {
        "storyline": found,
        "page": page,
        "told": [_told(item, items) for item in page.object_list],
    }
    return render(request, "public/storyline.html", context)


def _told(item: PublishedItem, items: set[int]) -> Told:
    """An entry as a whole, or the paragraphs of a daily that belong to the story."""
    passages = [item.data]
    if item.kind == Kind.DAILY:
        passages = [one for one in item.data["items"] if one["id"] in items]
    return Told(item, [mark_safe(html.clean(one["html"])) for one in passages])  # noqa: S308


def _published_entries() -> Any:
    return PublishedItem.objects.filter(kind=Kind.ENTRY).values("subject_id")
