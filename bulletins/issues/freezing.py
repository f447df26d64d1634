"""What readers will see of an issue, as one JSON document that never changes once frozen.

Every rendition is drawn from this content alone, never from live rows, so that the web page, the
mail and the PDF of an edition always say the same.
"""

from __future__ import annotations

from datetime import datetime

from bulletins.guide import glossary, linking
from bulletins.incidents.models import Incident
from bulletins.issues.models import Edition, Entry, Issue, Source, Takeaway
from bulletins.publications.editions import Content, fingerprint
from bulletins.rendering import html

_INCIDENT_FACTS = (
    "id", "location", "deaths_low", "deaths_high", "injuries_low", "injuries_high",
    "latitude", "longitude", "precision_km", "method", "governorate", "notes",
)  # fmt: skip


def freeze(issue: Issue) -> tuple[Content, str]:
    """The issue's content as it stands now, and the SHA-256 of it.

    Load the issue with ``Issue.objects.for_reading()`` first: seven queries in all.
    """
    content: Content = {
        "number": issue.number,
        "title": issue.title,
        "period_start": issue.period_start.isoformat(),
        "period_end": issue.period_end.isoformat(),
        "note": issue.note,
        "publication": issue.publication.standing_lines(),
        "takeaways": [_takeaway(takeaway) for takeaway in issue.takeaways.all()],
        "incidents": [_incident(incident) for incident in issue.incidents.all()],
    }
    content["terms"] = linking.terms_of(content, glossary.on(issue.period_end))
    return content, fingerprint(content)


def draft_edition(issue: Issue, *, at: datetime) -> Edition:
    """The text as it stands, as an edition that is kept nowhere. Its number is 0."""
    content, sha256 = freeze(issue)
    return Edition(issue=issue, number=0, content=content, sha256=sha256, published_at=at)


def _takeaway(takeaway: Takeaway) -> Content:
    summary = html.clean(takeaway.summary)
    return {
        "id": takeaway.pk,
        "headline": takeaway.headline,
        "summary": html.plain_text(summary),
        "summary_html": summary,
        "heading": takeaway.heading,
        "entries": [_entry(entry) for entry in takeaway.entries.all()],
    }


def _entry(entry: Entry) -> Content:
    body = html.clean(entry.body)
    return {
        "id": entry.pk,
        "event_date": entry.event_date and entry.event_date.isoformat(),
        "event_date_end": entry.event_date_end and entry.event_date_end.isoformat(),
        "text": html.plain_text(body),
        "html": body,
        "sources": [_source(source) for source in entry.sources.all()],
    }


def _source(source: Source) -> Content:
    return {
        "outlet": source.outlet,
        "title": source.title,
        "url": source.url,
        "language": source.language,
    }


def _incident(incident: Incident) -> Content:
    facts: Content = {name: getattr(incident, name) for name in _INCIDENT_FACTS}
    for name in ("event_date", "event_date_end"):
        day = getattr(incident, name)
        facts[name] = day and day.isoformat()
    facts["kind"] = str(incident.kind)
    return facts
