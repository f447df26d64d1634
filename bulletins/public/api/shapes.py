"""Published things as the API gives them; all but the addresses is frozen content."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from bulletins.issues.models import Edition
from bulletins.public.meta import whole
from bulletins.public.models import PublishedItem

Json = dict[str, Any]


def issue(edition: Edition) -> Json:
    """A whole issue, in the shape of ``show_issue --json`` with its address and hash."""
    issue, content = edition.issue, edition.content
    return {
        **{name: content[name] for name in ("number", "title", "period_start", "period_end")},
        "slug": issue.slug,
        "url": whole(reverse("issue", args=[issue.slug])),
        "status": issue.status,
        "edition": edition.number,
        "published_at": edition.published_at.isoformat(),
        "sha256": edition.sha256,
        **{name: content[name] for name in ("note", "takeaways", "incidents")},
        "terms": content.get("terms", []),
        "warnings": [],
    }


def issue_line(issue: Any) -> Json:
    """An issue in a list; it carries the number and time of its latest edition."""
    return {
        "number": issue.number,
        "title": issue.title,
        "period_start": issue.period_start.isoformat(),
        "period_end": issue.period_end.isoformat(),
        "slug": issue.slug,
        "url": whole(reverse("issue", args=[issue.slug])),
        "api_url": whole(reverse("api_issue", args=[issue.slug])),
        "edition": issue.last_edition,
        "published_at": issue.last_published_at.isoformat(),
    }


def item(item: PublishedItem) -> Json:
    """An entry, incident, term or daily."""
    shape = {**item.data, "url": whole(item.path)}
    if item.issue:
        shape["issue"] = item.issue.slug
    if item.kind == PublishedItem.Kind.ENTRY:
        shape["heading"] = item.heading
    return shape
