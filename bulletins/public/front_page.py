"""The front page, composed from the latest issue and the latest daily."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from bulletins.incidents import maps
from bulletins.issues.models import Edition, Rendition
from bulletins.issues.reading import read
from bulletins.public import issue_page, shelf
from bulletins.tracker.models import DailyUpdate


@dataclass(frozen=True)
class FrontPage:
    """What the page shows; either half may be missing."""

    edition: Edition | None
    daily: Any  # a DailyUpdate as readers see it, or None

    @property
    def state(self) -> Hashable:
        """Everything the page shows; another state is another page."""
        daily = self.daily and (self.daily.slug, self.daily.frozen_headlines)
        edition = self.edition
        shown = edition and (
            edition.sha256,
            _has(edition, Rendition.Kind.PDF),
            issue_page.picture(edition),
        )
        return (shown, daily, settings.SITE_URL)

    @property
    def modified_at(self) -> datetime:
        """When the newer half was published."""
        times = [self.edition.published_at] if self.edition else []
        times += [self.daily.frozen_at] if self.daily else []
        return max(times, default=timezone.now())

    def html(self, request: HttpRequest) -> str:
        """The whole page; an empty shelf says so."""
        context = {"daily": self.daily, **(_of_edition(self.edition) if self.edition else {})}
        return render_to_string("public/home.html", context, request)


def latest() -> FrontPage:
    """The front page as it would stand now, in five queries."""
    shelved = shelf.latest()
    return FrontPage(
        edition=shelved.current if shelved else None,
        daily=DailyUpdate.objects.readable().as_readers_see().first(),
    )


def _of_edition(edition: Edition) -> dict[str, Any]:
    address = reverse("issue", args=[edition.issue.slug])
    bulletin = read(edition.content, page=address)
    incidents = edition.content["incidents"]
    return {
        "bulletin": bulletin,
        "address": address,
        "has_pdf": _has(edition, Rendition.Kind.PDF),
        "description": edition.content["publication"]["description"],
        "picture": issue_page.picture(edition),
        "map": mark_safe(maps.draw_small(incidents, period=bulletin.period)),  # noqa: S308
    }


def _has(edition: Edition, kind: Rendition.Kind) -> bool:
    return shelf.rendition_of(edition, kind) is not None
