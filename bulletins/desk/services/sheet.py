"""Writing the week's incidents row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.incidents.models import Incident
from bulletins.incidents.services import change_incident, record_incident
from bulletins.issues.models import Issue
from bulletins.revisions.seen import own_changes
from bulletins.revisions.services import throw_away


@only_for("incidents.add_incident")
@transaction.atomic
def add_row(*, issue: Issue, facts: Mapping[str, Any], author: User, at: datetime) -> Incident:
    """A new incident, counted in this issue."""
    incident = record_incident(facts=facts, author=author, at=at)
    issue.incidents.add(incident)
    return incident


@only_for("incidents.change_incident")
def change_row(
    *,
    incident: Incident,
    facts: Mapping[str, Any],
    seen_version: int,
    author: User,
    at: datetime,
    sitting: str = "",
) -> Incident:
    """Write those cells of a row again that differ from what the sheet showed.

    Raises ``EditConflict`` where somebody else has changed the same cells meanwhile.
    """
    page: dict[str, Any] = {"seen_version": seen_version, "author": author, "sitting": sitting}
    changes = own_changes(incident, facts, **page)
    return change_incident(incident=incident, changes=changes, at=at, **page)


@only_for("incidents.change_incident")
def count_again(*, incident: Incident) -> None:
    """Put an incident from the bin back into the open issue of its day."""
    day = incident.event_date
    if day is None:
        return
    issue = Issue.objects.open().sharing_days_with(day, day).first()
    if issue is not None:
        issue.incidents.add(incident)


@only_for("incidents.delete_incident")
def remove_row(*, incident: Incident, seen_version: int, author: User, at: datetime) -> None:
    """Throw an incident into the bin. Raises ``EditConflict``."""
    throw_away(
        subject=incident, seen_version=seen_version, label=str(incident), author=author, at=at
    )
