"""Atom and RSS: issues, dailies, corrections. Items are what readers have now, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Exists, Min, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import linebreaks
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.issues.models import Correction, Edition, Issue
from bulletins.public import shelf
from bulletins.public.frozen import MINUTE
from bulletins.public.meta import whole
from bulletins.public.models import PublishedItem
from bulletins.tracker.models import DailyEdition, DailyRendition, DailyUpdate

ITEMS = 30


class SiteFeed(Feed):
    """What all feeds share: whole addresses under ``SITE_URL``, a minute in caches."""

    feed_type: type[SyndicationFeed] = Atom1Feed
    name = ""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = MINUTE
        return response

    def link(self) -> str:
        """The page the feed is about."""
        return whole(reverse("home"))

    def feed_url(self) -> str:
        """The feed's own address, which is also its identity."""
        form = "rss" if self.feed_type is Rss201rev2Feed else "atom"
        return whole(reverse("feed", args=[self.name, form]))

    def feed_guid(self) -> str:
        """One identity for both forms."""
        return whole(reverse("feed", args=[self.name, "atom"]))


class IssueFeed(SiteFeed):
    """The weekly, with its takeaways."""

    name = "issues"

    def title(self) -> str:
        return settings.SITE_TITLE

    def description(self) -> str:
        return f"Every issue of the {settings.SITE_TITLE}."

    def items(self) -> list[Issue]:
        return list(shelf.newest_with_headlines(ITEMS))

    def item_title(self, item: Issue) -> str:
        return item.title

    def item_description(self, item: Issue) -> str:
        return render_to_string("public/_feed_issue.html", {"issue": item, "site": settings})

    def item_link(self, item: Issue) -> str:
        return whole(reverse("issue", args=[item.slug]))

    def item_pubdate(self, item: Any) -> datetime:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> datetime:
        return item.last_published_at


class DailyFeed(SiteFeed):
    """The Daily Tracker."""

    name = "daily"

    def title(self) -> str:
        return f"{settings.SITE_NAME} Daily Tracker"

    def description(self) -> str:
        return "Every daily, newest first."

    def link(self) -> str:
        return whole(reverse("dailies"))

    def items(self) -> list[Any]:
        """Those whose text can be read already: programs keep an entry as they first got it."""
        drawn = DailyUpdate.objects.readable().as_readers_see().select_related("publication")
        readable = drawn.filter(Exists(PublishedItem.objects.filter(daily=OuterRef("pk"))))
        dated = readable.annotate(first_published_at=Min("editions__published_at"))
        return list(dated.prefetch_related("published_items")[:ITEMS])

    def item_title(self, item: DailyUpdate) -> str:
        return getattr(item, "frozen_title", None) or item.title

    def item_description(self, item: DailyUpdate) -> str:
        return linebreaks(item.published_items.all()[0].text, autoescape=True)

    def item_link(self, item: DailyUpdate) -> str:
        return whole(reverse("daily", args=[item.slug]))

    def item_pubdate(self, item: Any) -> datetime:
        return item.first_published_at

    def item_updateddate(self, item: Any) -> datetime:
        return item.frozen_at


@dataclass(frozen=True)
class Corrected:
    """One correction, of an issue or of a daily."""

    title: str
    note: str
    address: str
    at: datetime


class CorrectionFeed(SiteFeed):
    """What was corrected, so that nobody goes on quoting it."""

    name = "corrections"

    def title(self) -> str:
        return f"{settings.SITE_NAME}: Corrections"

    def description(self) -> str:
        return "Every correction of a published issue or daily, with what changed."

    def items(self) -> list[Corrected]:
        found = [*_corrected_issues(), *_corrected_dailies()]
        return sorted(found, key=lambda one: one.at, reverse=True)[:ITEMS]

    def item_title(self, item: Corrected) -> str:
        return f"Corrected: {item.title}"

    def item_description(self, item: Corrected) -> str:
        return item.note

    def item_link(self, item: Corrected) -> str:
        return whole(item.address)

    def item_pubdate(self, item: Corrected) -> datetime:
        return item.at


def _corrected_issues() -> Iterator[Corrected]:
    drawn = Edition.objects.drawn().filter(issue__status=Issue.Status.PUBLISHED)
    corrections = Correction.objects.filter(edition__in=drawn)
    for one in corrections.select_related("edition__issue__publication")[:ITEMS]:
        issue, number = one.edition.issue, one.edition.number
        address = reverse("edition", args=[issue.slug, number])
        yield Corrected(issue.title, one.note, address, one.corrected_at)


def _corrected_dailies() -> Iterator[Corrected]:
    drawn = DailyRendition.objects.pages().values("edition")
    corrected = DailyEdition.objects.filter(pk__in=drawn).exclude(note="")
    shown = corrected.filter(update__status=DailyUpdate.Status.PUBLISHED)
    for one in shown.select_related("update").order_by("-published_at")[:ITEMS]:
        # The page has one address for all its editions; programs tell its corrections apart.
        address = f"{reverse('daily', args=[one.update.slug])}#edition-{one.number}"
        yield Corrected(one.content["title"], one.note, address, one.published_at)


class IssueRss(IssueFeed):
    """The same, as RSS."""

    feed_type = Rss201rev2Feed


class DailyRss(DailyFeed):
    """The same, as RSS."""

    feed_type = Rss201rev2Feed


class CorrectionRss(CorrectionFeed):
    """The same, as RSS."""

    feed_type = Rss201rev2Feed


FEEDS = {
    ("issues", "atom"): IssueFeed(),
    ("issues", "rss"): IssueRss(),
    ("daily", "atom"): DailyFeed(),
    ("daily", "rss"): DailyRss(),
    ("corrections", "atom"): CorrectionFeed(),
    ("corrections", "rss"): CorrectionRss(),
}


@require_safe
@gzip_page
@conditional_page
def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of the feeds, as Atom or RSS."""
    if (name, form) not in FEEDS:
        raise Http404
    return FEEDS[name, form](request)
