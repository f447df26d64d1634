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
    "sources": "Sources",
    "number": "Number",
    "period_start": "First day",
    "period_end": "Last day",
    "note": "Note",
}
_HTML = {"body", "summary"}


@dataclass(frozen=True)
class Sitting:
    """Versions one person saved without a long pause, newest first."""

    versions: list[Revision]

    @property
    def last(self) -> Revision:
        """What the sitting ended with."""
        return self.versions[0]

    @property
    def first(self) -> Revision:
        """What it began with."""
        return self.versions[-1]


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
    return grouped


def _belongs(earlier: Revision, later: Revision) -> bool:
    same = (earlier.author_id, earlier.origin) == (later.author_id, later.origin)
    return same and later.saved_at - earlier.saved_at <= PAUSE


def _changes(subject: Versioned, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in subject.written:
        before, after = (_text(name, fields.get(name)) for fields in (old, new))
        if before != after:
            yield Change(_LABELS.get(name, name), words(before, after))


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in _HTML:
        return plain_text(value)
    if isinstance(value, list):
        return "\n".join(" · ".join(filter(None, row.values())) for row in value)
    return str(value)
