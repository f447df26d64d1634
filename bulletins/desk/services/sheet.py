"""Writing the week's incidents row by row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bulletins.accounts.models import User
from bulletins.incidents.models import Incident
from bulletins.incidents.services import change_incident, record_incident
from bulletins.issues.models import Issue
from bulletins.revisions.services import throw_away


@transaction.atomic
def add_row(*, issue: Issue, facts: Mapping[str, Any], author: User, at: datetime) -> Incident:
    """A new incident, counted in this issue."""
    incident = record_incident(facts=facts, author=author, at=at)
    issue.incidents.add(incident)
    return incident


def change_row(
    *, incident: Incident, facts: Mapping[str, Any], seen_version: int, author: User, at: datetime
) -> Incident:
    """Write a row again. Raises ``EditConflict``."""
    return change_incident(
        incident=incident, changes=facts, seen_version=seen_version, author=author, at=at
    )


def count_again(*, incident: Incident) -> None:
    """Put an incident from the bin back into the open issue of its day."""
    day = incident.event_date
    if day is None:
        return
    issue = Issue.objects.open().sharing_days_with(day, day).first()
    if issue is not None:
        issue.incidents.add(incident)


def remove_row(*, incident: Incident, seen_version: int, author: User, at: datetime) -> None:
    """Throw an incident into the bin. Raises ``EditConflict``."""
    throw_away(
        subject=incident, seen_version=seen_version, label=str(incident), author=author, at=at
    )
