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

LABELS = {
    "kind_id": "kind", "event_date": "date", "event_date_end": "last day",
    "deaths_low": "deaths, at least", "deaths_high": "deaths, at most",
    "injuries_low": "injuries, at least", "injuries_high": "injuries, at most",
    "precision_km": "precision in km", "method": "how the point was found",
}  # fmt: skip
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

    @property
    def label(self) -> str:
        """“deaths, at least”."""
        return LABELS.get(self.field, self.field.replace("_", " "))

    @property
    def old_words(self) -> str:
        """What stood there before."""
        return _in_words(self.old)

    @property
    def new_words(self) -> str:
        """What stands there since."""
        return _in_words(self.new)


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


def _in_words(value: Any) -> str:
    if isinstance(value, list):  # Reports: who they are from says enough.
        return ", ".join(f"“{row['outlet']}”" for row in value) or "none"
    return "unknown" if value is None else f"“{value}”"
