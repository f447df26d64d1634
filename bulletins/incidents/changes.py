"""Who changed what, when, from what to what: the log of one incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType

from bulletins.accounts.models import User
from bulletins.incidents.models import Incident
from bulletins.revisions.models import Revision

UNTOLD = frozenset({"id", "version", "public_id"})


@dataclass(frozen=True)
class Change:
    """One field of one save."""

    at: datetime
    author: User | None
    origin: str
    field: str
    old: Any
    new: Any


def change_log(incident: Incident) -> list[Change]:
    """Every change since the incident was first recorded, newest first; two queries."""
    versions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Incident), object_id=incident.pk
    ).select_related("author")
    found = [change for pair in pairwise(versions) for change in _between(*pair)]
    return found[::-1]


def _between(before: Revision, after: Revision) -> Iterator[Change]:
    for name, new in after.fields.items():
        old = before.fields.get(name)
        if old != new and name not in UNTOLD:
            yield Change(after.saved_at, after.author, after.origin, name, old, new)
