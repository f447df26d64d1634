"""Two people changed the same text: what each did, and what can be made of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bulletins.desk.services.writing import TEXT
from bulletins.issues.models import Entry, Takeaway
from bulletins.rendering import html
from bulletins.revisions import values
from bulletins.revisions.compare import Merged, Piece, html_words, merge
from bulletins.revisions.models import Revision, Versioned

_LABELS = {
    "event_date": "Date",
    "event_date_end": "Last day",
    "headline": "Headline",
    "own_heading": "Heading",
    "sources": "Sources",
}


@dataclass(frozen=True)
class Difference:
    """One short field that is not the same."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Conflict:
    """What is stored, what was to be saved, and both made into one."""

    who: str
    theirs: str
    yours: str
    merged: Merged
    their_words: list[Piece]
    your_words: list[Piece]
    differences: list[Difference]
    changes: Mapping[str, Any]

    @classmethod
    def between(
        cls, subject: Entry | Takeaway, changes: Mapping[str, Any], *, seen_version: int
    ) -> Conflict:
        """Compare what is stored with what was to be saved over version ``seen_version``."""
        name = TEXT[type(subject)]
        base = _text_at(subject, name, seen_version)
        theirs: str = getattr(subject, name)
        yours: str = changes.get(name, theirs)
        return cls(
            who=cls.last_writer(subject),
            theirs=theirs,
            yours=yours,
            merged=merge(base=base, yours=yours, theirs=theirs),
            their_words=html_words(base, theirs),
            your_words=html_words(base, yours),
            differences=list(_differences(subject, changes, skip=name)),
            changes=changes,
        )

    @staticmethod
    def last_writer(subject: Versioned) -> str:
        """Who saved what is stored now."""
        last = Revision.objects.of(subject).select_related("author").last()
        return str(last.author) if last and last.author else "Somebody"

    def proposal(self, subject: Entry | Takeaway) -> Entry | Takeaway:
        """The stored row, unsaved, with both texts made into one."""
        proposed = copy.copy(subject)
        setattr(proposed, TEXT[type(subject)], self.merged.html)
        return proposed


def _text_at(subject: Versioned, name: str, version: int) -> str:
    """The text both began with; empty when that version is unknown, so that all counts as new."""
    seen = Revision.objects.of(subject).filter(version=version).first()
    return html.clean(seen.fields.get(name, "")) if seen else ""


def _differences(subject: Versioned, changes: Mapping[str, Any], *, skip: str) -> list[Difference]:
    stored = values.written(subject, changes)
    return [
        Difference(_LABELS[name], _words(stored[name]), _words(yours))
        for name, yours in changes.items()
        if name != skip and stored[name] != yours
    ]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(row["outlet"] or row["title"] or row["url"] for row in value) or "none"
    return str(value) if value else "empty"
