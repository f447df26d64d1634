"""The issue as JSON for scripts and the public API: one shape, kept stable."""

from __future__ import annotations

from typing import Any

from bulletins.issues import freezing, oversights
from bulletins.issues.models import Edition, Issue
from bulletins.publications.editions import Content

_TAKEAWAY = ("headline", "summary", "summary_html", "heading")
_ENTRY = ("event_date", "event_date_end", "text", "html")
_SOURCE = ("outlet", "title", "url")
_INCIDENT = (
    "event_date", "location", "deaths_low", "deaths_high", "injuries_low", "injuries_high",
    "latitude", "longitude", "precision_km", "governorate",
)  # fmt: skip


def issue_as_json(issue: Issue) -> dict[str, Any]:
    """The issue as readers have it; as it stands now while it is not published.

    ``edition`` is the number of the frozen edition, null for a draft. ``warnings`` hold what was
    overlooked in a draft; a published issue has none.
    """
    edition = issue.editions.order_by("number").last()
    content = edition.content if edition else freezing.freeze(issue)[0]
    return {
        **content_as_json(content, status=issue.status, edition=edition),
        "warnings": [] if edition else [found.as_json() for found in oversights.of(issue)],
    }


def content_as_json(content: Content, *, status: str, edition: Edition | None) -> dict[str, Any]:
    """The stable part of frozen content; what only the renditions need stays inside."""
    return {
        "number": content["number"],
        "title": content["title"],
        "period_start": content["period_start"],
        "period_end": content["period_end"],
        "status": status,
        "edition": edition and edition.number,
        "note": content["note"],
        "takeaways": [_takeaway(takeaway) for takeaway in content["takeaways"]],
        "incidents": [_only(incident, _INCIDENT) for incident in content["incidents"]],
    }


def _takeaway(takeaway: Content) -> dict[str, Any]:
    entries = [
        _only(entry, _ENTRY) | {"sources": [_only(source, _SOURCE) for source in entry["sources"]]}
        for entry in takeaway["entries"]
    ]
    return _only(takeaway, _TAKEAWAY) | {"entries": entries}


def _only(facts: Content, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names}
