"""Editions, terms and dailies taken apart into the items of the index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bulletins.guide.models import Term
from bulletins.issues.dates import day_words
from bulletins.issues.models import Edition
from bulletins.public.models import PublishedItem
from bulletins.public.search.words import indexed
from bulletins.tracker.models import DailyEdition

Content = dict[str, Any]
Kind = PublishedItem.Kind


def of_edition(edition: Edition) -> list[PublishedItem]:
    """Every takeaway, entry and incident of an edition, unsaved."""
    items = list(_of_content(edition.content))
    for position, item in enumerate(items):
        item.issue = edition.issue
        item.edition = edition
        item.position = position
        item.path = f"/issues/{edition.issue.slug}/{item.path}"
        item.published_at = edition.published_at
        item.sort_day = item.first_day or edition.issue.period_end
        item.stamp = edition.sha256
    return items


def of_daily(edition: DailyEdition) -> PublishedItem:
    """A daily as one item, unsaved."""
    content = edition.content
    paragraphs = [content["opening"], *(item["text"] for item in content["items"])]
    item = _item(
        Kind.DAILY,
        edition.update_id,
        heading=content["title"],
        text="\n\n".join(filter(None, paragraphs)),
        days=(content["date_start"], content["date_end"]),
        data=content,
    )
    item.daily_id = edition.update_id
    item.path = f"/daily/{edition.update.slug}/"
    item.published_at = edition.published_at
    item.sort_day = edition.update.date_start
    item.stamp = edition.sha256
    return item


def of_term(term: Term) -> PublishedItem:
    """A term as one item, unsaved; load its variants first."""
    names = [name.text for name in term.variants.all()]
    item = _item(
        Kind.TERM,
        term.pk,
        heading=term.name,
        text=term.description,
        days=(None, None),
        data=_term(term),
        hidden_words=names,
    )
    item.term = term
    item.path = term.get_absolute_url()
    item.published_at = term.updated_at
    item.sort_day = term.updated_at.date()
    item.stamp = stamp_of(term)
    return item


def stamp_of(term: Term) -> str:
    """The state of a term."""
    return term.updated_at.isoformat()


def _term(term: Term) -> Content:
    facts = ("text", "kind", "language", "valid_from", "valid_to")
    return {
        "slug": term.slug,
        "name": term.name,
        "kind": term.kind,
        "description": term.description,
        "variants": [
            {name: _as_json(getattr(variant, name)) for name in facts}
            for variant in term.variants.all()
        ],
    }


def _as_json(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _of_content(content: Content) -> Iterator[PublishedItem]:
    for takeaway in content["takeaways"]:
        yield _takeaway(takeaway, content)
        for entry in takeaway["entries"]:
            yield _entry(entry, takeaway)
    for incident in content["incidents"]:
        yield _incident(incident)


def _takeaway(takeaway: Content, content: Content) -> PublishedItem:
    return _item(
        Kind.TAKEAWAY,
        takeaway["id"],
        heading=takeaway["headline"] or takeaway["heading"],
        text=takeaway["summary"],
        days=(content["period_end"], content["period_end"]),
        data={name: value for name, value in takeaway.items() if name != "entries"},
        path=f"#takeaway-{takeaway['id']}",
    )


def _entry(entry: Content, takeaway: Content) -> PublishedItem:
    return _item(
        Kind.ENTRY,
        entry["id"],
        heading=takeaway["heading"],
        text=entry["text"],
        days=(entry["event_date"], entry["event_date_end"] or entry["event_date"]),
        data=entry,
        path=f"#entry-{entry['id']}",
    )


def _incident(incident: Content) -> PublishedItem:
    day = incident["event_date"]
    words = day_words(date.fromisoformat(day)) if day else "Undated"
    return _item(
        Kind.INCIDENT,
        incident["id"],
        heading=f"{words}: {incident['location'] or 'place not stated'}",
        text=", ".join(filter(None, [incident["location"], incident["governorate"]])),
        days=(day, day),
        data=incident,
        path="#incidents",
    )


def _item(
    kind: Kind,
    subject_id: int,
    *,
    heading: str,
    text: str,
    days: tuple[str | None, str | None],
    data: Content,
    path: str = "",
    hidden_words: list[str] | None = None,
) -> PublishedItem:
    """``hidden_words`` are searched but not shown: other names of the same thing."""
    first_day, last_day = (date.fromisoformat(day) if day else None for day in days)
    return PublishedItem(
        kind=kind,
        subject_id=subject_id,
        heading=heading[:300],
        text=text,
        first_day=first_day,
        last_day=last_day,
        data=data,
        path=path,
        heading_words=indexed(heading),
        text_words=indexed(" ".join([text, *(hidden_words or [])])),
    )
