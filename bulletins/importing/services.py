"""Readings become drafts. Nothing that is there already is changed by an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from bulletins.accounts.models import User
from bulletins.gazetteer.services import locate_all
from bulletins.importing.documents_kept import keep_document
from bulletins.importing.models import ImportedDocument
from bulletins.importing.reading import (
    EntryReading,
    IncidentReading,
    IssueReading,
    TakeawayReading,
)
from bulletins.incidents import services as incidents
from bulletins.incidents.models import Incident
from bulletins.issues import services as issues
from bulletins.issues.models import Entry, Issue, Source, Takeaway
from bulletins.publications.models import Publication
from bulletins.revisions import services as revisions
from bulletins.revisions.models import Versioned

ORIGIN = "import"
_LONGEST_URL = 1000
_LONGEST_LOCATION = 240


class CannotImport(Exception):
    """The reading was not saved, and nothing was changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who imports, and when: kept with the first version of everything that is made."""

    author: User | None
    at: datetime

    def keep(self, subject: Versioned) -> None:
        """Begin the history of an imported row."""
        revisions.keep(subject=subject, author=self.author, at=self.at, origin=ORIGIN)


@dataclass(frozen=True, slots=True)
class Imported:
    """The issue a document is, and whether it was made just now."""

    issue: Issue
    is_new: bool


def save_issue(
    *, reading: IssueReading, publication: Publication, at: datetime, author: User | None = None
) -> Imported:
    """Save a reading as a draft with its entries and incidents.

    The same document again, or another with the same words, changes nothing. Raises
    ``CannotImport`` without a period, and when a different issue has the number or the days.
    """
    start, end = refuse_unsavable(reading)
    known = _issue_of_document(reading) or _same_issue(reading, publication, start, end)
    if known:
        return Imported(known, is_new=False)
    issue = Issue(
        publication=publication,
        number=reading.number,
        period_start=start,
        period_end=end,
        note=reading.note,
    )
    try:
        _save_all(issue, reading, Origin(author, at))
    except IntegrityError:
        raise CannotImport(
            "The same issue was being imported by somebody else. Nothing was saved here; "
            "look whether it is there now."
        ) from None
    return Imported(issue, is_new=True)


@transaction.atomic
def _save_all(issue: Issue, reading: IssueReading, origin: Origin) -> None:
    issue.save()
    origin.keep(issue)
    targets: dict[str, tuple[str, int]] = {}
    for position, takeaway in enumerate(reading.takeaways):
        targets |= _save_takeaway(issue, takeaway, position, origin)
    made = _save_incidents(reading.incidents, origin)
    issue.incidents.set(made)
    for row, incident in zip(reading.incidents, made, strict=True):
        targets[row.place] = ("incident", incident.pk)
    keep_document(ledger=reading.ledger, issue=issue, at=origin.at, targets=targets)


def points_of(reading: IssueReading) -> list[dict[str, Any]]:
    """Where each incident would be placed, in the order of the table; saves nothing."""
    locations = locate_all(row.location[:_LONGEST_LOCATION] for row in reading.incidents)
    return [incidents.point_of(location) for location in locations]


@transaction.atomic
def publish_imported(*, issue: Issue, at: datetime) -> None:
    """Publish a back issue as it stands: it was approved and sent long ago.

    Raises ``CannotImport`` when something is missing; the draft stays.
    """
    try:
        if not issue.is_published:
            issues.approve_issue(issue=issue, by=None)
            issues.publish_issue(issue=issue, at=at)
    except issues.CannotPublish as error:
        raise CannotImport(f"Saved as a draft, but not published: {error}") from None


def refuse_unsavable(reading: IssueReading) -> tuple[date, date]:
    """The period of a reading. Raises ``CannotImport`` where none could be read."""
    if reading.period_start is None or reading.period_end is None:
        checks = ("year-missing", "period-wrong", "period-missing")
        why = next((d.message for d in reading.doubts if d.check in checks), "No period.")
        raise CannotImport(f"{why} Nothing was saved.")
    return reading.period_start, reading.period_end


def _issue_of_document(reading: IssueReading) -> Issue | None:
    """The issue this very document became before."""
    documents = ImportedDocument.objects.select_related("issue")
    document = documents.filter(sha256=reading.ledger.document.sha256).first()
    if document is None or document.issue is None:
        return None
    if reading.number not in (None, document.issue.number) and document.issue.number:
        raise CannotImport(
            f"This document is no. {document.issue.number} already, not {reading.number}. "
            "Nothing was changed."
        )
    return document.issue


def _same_issue(
    reading: IssueReading, publication: Publication, start: date, end: date
) -> Issue | None:
    """An issue with the same number or days, if it says the same; refused if it does not."""
    stored = Issue.objects.for_reading().filter(publication=publication)
    namesake = stored.filter(number=reading.number).first() if reading.number is not None else None
    twin = namesake or stored.filter(period_start=start, period_end=end).first()
    if twin is None:
        return None
    if (twin.period_start, twin.period_end) == (start, end) and _words_of(twin) == _words(reading):
        return twin
    raise CannotImport(
        _clash(twin, is_same_week=(twin.period_start, twin.period_end) == (start, end))
    )


def _clash(twin: Issue, *, is_same_week: bool) -> str:
    name = f"No. {twin.number}" if twin.number is not None else "An issue of these days"
    there = f"{name} is here already (“{twin}”)"
    if is_same_week:
        return f"{there} and says something else. Nothing was changed; compare the two at the desk."
    return f"{there}. Nothing was changed; give this one its own number (--number)."


def _words(reading: IssueReading) -> list[tuple[str, str, list[str]]]:
    """What readers would read, for comparing."""
    return [(t.headline, t.summary_html, [e.html for e in t.entries]) for t in reading.takeaways]


def _words_of(issue: Issue) -> list[tuple[str, str, list[str]]]:
    takeaways = issue.takeaways.all()
    return [(t.headline, t.summary, [e.body for e in t.entries.all()]) for t in takeaways]


def _save_takeaway(
    issue: Issue, read: TakeawayReading, position: int, origin: Origin
) -> dict[str, tuple[str, int]]:
    """Save a takeaway with its entries; returns what became of the paragraphs at which place."""
    takeaway = Takeaway.objects.create(
        issue=issue,
        headline=read.headline,
        summary=read.summary_html,
        own_heading="" if read.heading == read.headline else read.heading,
        position=position,
    )
    origin.keep(takeaway)
    targets = {read.place: ("takeaway", takeaway.pk)}
    for at_position, entry in enumerate(read.entries):
        saved = _save_entry(takeaway, entry, at_position, origin)
        targets[entry.place] = ("entry", saved.pk)
    return targets


def _save_entry(takeaway: Takeaway, read: EntryReading, position: int, origin: Origin) -> Entry:
    entry = Entry.objects.create(
        takeaway=takeaway,
        event_date=read.event_date,
        event_date_end=read.event_date_end,
        body=read.html,
        position=position,
    )
    Source.objects.bulk_create(
        Source(entry=entry, outlet=s.outlet[:160], title=s.title, url=s.url, position=place)
        for place, s in enumerate(read.sources)
        if len(s.url) <= _LONGEST_URL
    )
    origin.keep(entry)
    return entry


def _save_incidents(rows: Sequence[IncidentReading], origin: Origin) -> list[Incident]:
    """The rows in their order, each placed where its location says, if that can be told."""
    made = [
        Incident(
            event_date=row.event_date,
            location=row.location[:_LONGEST_LOCATION],
            deaths_low=row.deaths.low,
            deaths_high=row.deaths.high,
            injuries_low=row.injuries.low,
            injuries_high=row.injuries.high,
        )
        for row in rows
    ]
    incidents.place_incidents(made)
    for incident in made:
        incident.save()
        origin.keep(incident)
    return made
