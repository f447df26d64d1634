"""The saved versions of a text as a person would tell them: who sat at it, when, what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bulletins.rendering.html import plain_text
from bulletins.revisions.compare import Piece, words
from bulletins.revisions.models import Revision, Versioned

# Autosaves of one person this close together are told as one sitting.
PAUSE = timedelta(minutes=15)
_LABELS = {
    "body": "Text",
    "summary": "Summary",
    "headline": "Headline",
    "own_heading": "Heading of the section",
    "event_date": "Date",
    "event_date_end": "Last day",
    "location": "Place",
    "sources": "Sources",
    "number": "Number",
    "period_start": "First day",
    "period_end": "Last day",
    "note": "Note",
    "date_start": "First day",
    "date_end": "Last day",
    "headlines": "Headlines",
    "opening": "Bottom line up front",
    "readings": "Writing on Iraq",
    "label": "Province or theme",
    "is_analysis": "My own analysis",
    "takes_comments": "Replies",
    "name": "Name",
    "arabic": "Arabic name",
    "kind": "Kind",
    "governorate": "Governorate",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "precision_km": "Exact to within (km)",
    "aliases": "Other names",
    "description": "Description",
    "variants": "Names and roles",
}
_HTML = {"body", "summary", "opening"}


@dataclass(frozen=True)
class Sitting:
    """Versions one person saved without a long pause, newest first; and what stood there before."""

    versions: list[Revision]
    before: Revision | None = None

    @property
    def last(self) -> Revision:
        """What the sitting ended with."""
        return self.versions[0]

    @property
    def first(self) -> Revision:
        """What it began with."""
        return self.versions[-1]

    @property
    def old(self) -> int:
        """The version to compare its end with: the text as this person found it."""
        return (self.before or self.first).version


@dataclass(frozen=True)
class Change:
    """One field in two versions, its words marked."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side."""

    old: Revision
    new: Revision
    changes: list[Change]

    @classmethod
    def of(
        cls, subject: Versioned, versions: list[Revision], *, old: str, new: str
    ) -> Comparison | None:
        """The two versions named, or else the last two; None while there are fewer."""
        by_number = {str(one.version): one for one in versions}
        newer = by_number.get(new) or (versions[-1] if versions else None)
        older = by_number.get(old) or (versions[-2] if len(versions) > 1 else None)
        if newer is None or older is None:
            return None
        if older.version > newer.version:
            older, newer = newer, older
        return cls(older, newer, list(_changes(subject, older.fields, newer.fields)))


def sittings(versions: list[Revision]) -> list[Sitting]:
    """The versions grouped by who sat at the text, newest first."""
    grouped: list[Sitting] = []
    for one in reversed(versions):
        if grouped and _belongs(one, grouped[-1].first):
            grouped[-1].versions.append(one)
        else:
            grouped.append(Sitting([one]))
    earlier = [*(sitting.last for sitting in grouped[1:]), None]
    pairs = zip(grouped, earlier, strict=False)  # Of no sittings there is none before.
    return [Sitting(sitting.versions, before) for sitting, before in pairs]


def _belongs(earlier: Revision, later: Revision) -> bool:
    same = (earlier.author_id, earlier.origin) == (later.author_id, later.origin)
    return same and later.saved_at - earlier.saved_at <= PAUSE


def _changes(subject: Versioned, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in subject.written:
        before, after = (_text(name, fields.get(name)) for fields in (old, new))
        if before != after:
            yield Change(label_of(name), words(before, after))


def label_of(name: str) -> str:
    """How people call a field."""
    return _LABELS.get(name, name)


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _HTML:
        return plain_text(value)
    if isinstance(value, list):
        return "\n".join(map(_row_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _row_text(row: Any) -> str:
    return row if isinstance(row, str) else " · ".join(filter(None, row.values()))
