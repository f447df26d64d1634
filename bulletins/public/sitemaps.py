"""The sitemap: every address worth finding, with the time of its last change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from bulletins.guide.models import Term
from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate


class SiteSitemap(Sitemap):
    """Addresses under ``SITE_URL``, whatever name the site was asked by."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(SiteSitemap):
    """The pages that lead to all others."""

    def items(self) -> list[str]:
        return ["home", "archive", "guide", "dailies", "about", "about_data"]

    def location(self, item: str) -> str:
        return reverse(item)


class IssueSitemap(SiteSitemap):
    """Every issue."""

    def items(self) -> Any:
        return Issue.objects.readable().with_edition_facts().order_by("pk")

    def location(self, item: Issue) -> str:
        return reverse("issue", args=[item.slug])

    def lastmod(self, item: Any) -> datetime:
        return item.last_published_at


class DailySitemap(SiteSitemap):
    """Every daily."""

    def items(self) -> Any:
        readable = DailyUpdate.objects.readable()
        return readable.annotate(last=Max("editions__published_at")).order_by("pk")

    def location(self, item: DailyUpdate) -> str:
        return reverse("daily", args=[item.slug])

    def lastmod(self, item: Any) -> datetime:
        return item.last


class TermSitemap(SiteSitemap):
    """Every term of the guide."""

    def items(self) -> Any:
        return Term.objects.all()

    def lastmod(self, item: Term) -> datetime:
        return item.updated_at


SITEMAPS = {
    "pages": PageSitemap,
    "issues": IssueSitemap,
    "dailies": DailySitemap,
    "terms": TermSitemap,
}
