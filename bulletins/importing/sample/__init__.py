"""A week and a daily to try things out with: July 21 – 27, 2017, written for this product."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.publications.models import Publication
from bulletins.rendering.html import clean
from bulletins.revisions import services as revisions
from bulletins.subscribers import lists
from bulletins.subscribers.services.imports import import_rows
from bulletins.tracker.models import DailyUpdate

WEEK = Path(__file__).parent / "week-122"
DAILY = Path(__file__).parent / "daily.toml"
READERS = Path(__file__).parent / "readers.csv"
ORIGIN = "sample"

_BETWEEN_BLOCKS = re.compile(r"(?<=>)\s+(?=</?(?:p|ul|ol|li|blockquote)\b)")


@transaction.atomic
def load_week(*, at: datetime) -> tuple[Issue, bool]:
    """The sample week as a draft, and whether it was made just now.

    An issue that already carries its number is left as it is, with all that was written since.
    """
    week = _read("issue.toml")
    publication = Publication.objects.get(slug=week["publication"])
    existing = publication.issues.filter(number=week["number"]).first()
    if existing:
        return existing, False
    issue = Issue.objects.create(
        publication=publication,
        number=week["number"],
        period_start=week["period_start"],
        period_end=week["period_end"],
    )
    for position, section in enumerate(_sections()):
        _load_section(issue, section, position=position, at=at)
    issue.incidents.set([_load_incident(row, at=at) for row in week["incidents"]])
    revisions.keep(subject=issue, author=None, at=at, origin=ORIGIN)
    return issue, True


@transaction.atomic
def load_daily(*, at: datetime) -> tuple[DailyUpdate, bool]:
    """The sample daily as a draft, and whether it was made just now."""
    daily = tomllib.loads(DAILY.read_text(encoding="utf-8"))
    publication = Publication.objects.get(slug=daily["publication"])
    existing = publication.dailies.filter(date_start=daily["date_start"]).first()
    if existing:
        return existing, False
    update = publication.dailies.create(
        date_start=daily["date_start"],
        date_end=daily["date_end"],
        headlines=daily["headlines"],
        opening=_html(daily["opening"]),
    )
    for position, item in enumerate(daily["items"]):
        update.items.create(**item | {"body": _html(item["body"])}, position=position)
    for position, reading in enumerate(daily["readings"]):
        update.readings.create(**reading, position=position)
    revisions.keep(subject=update, author=None, at=at, origin=ORIGIN)
    return update, True


def load_readers(*, at: datetime) -> int:
    """Readers who take the weekly, the daily or both; how many are new."""
    rows = lists.read(READERS.read_text(), publications=Publication.objects.all(), at=at)
    return import_rows(rows=(row for row in rows if isinstance(row, lists.Row)), at=at)


def _load_section(issue: Issue, section: dict[str, Any], *, position: int, at: datetime) -> None:
    takeaway = Takeaway.objects.create(
        issue=issue,
        headline=section["headline"],
        summary=_html(section["summary"]),
        position=position,
    )
    revisions.keep(subject=takeaway, author=None, at=at, origin=ORIGIN)
    for place, story in enumerate(section["entries"]):
        _load_entry(takeaway, story, position=place, at=at)


def _load_entry(takeaway: Takeaway, story: dict[str, Any], *, position: int, at: datetime) -> None:
    entry = Entry.objects.create(
        takeaway=takeaway,
        event_date=story["event_date"],
        body=_html(story["body"]),
        position=position,
    )
    for place, source in enumerate(story["sources"]):
        entry.sources.create(**source, position=place)
    revisions.keep(subject=entry, author=None, at=at, origin=ORIGIN)


def _load_incident(row: dict[str, Any], *, at: datetime) -> Incident:
    """One row of the casualty record; the sample's figures are certain, so low equals high."""
    incident = Incident.objects.create(
        event_date=row["event_date"],
        location=row["location"],
        deaths_low=row["deaths"],
        deaths_high=row["deaths"],
        injuries_low=row["injuries"],
        injuries_high=row["injuries"],
        **row["point"],
    )
    revisions.keep(subject=incident, author=None, at=at, origin=ORIGIN)
    return incident


def _sections() -> list[dict[str, Any]]:
    return [_read(path.name) for path in sorted(WEEK.glob("[0-9]-*.toml"))]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((WEEK / name).read_text(encoding="utf-8"))


def _html(text: str) -> str:
    """The files wrap their lines and indent their lists for people; the stored text does not."""
    return clean(_BETWEEN_BLOCKS.sub("", " ".join(text.split())))
