"""Two people changed the same text: what each did, and what can be made of it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bulletins.desk.history import label_of
from bulletins.desk.services.writing import TEXT
from bulletins.desk.subjects import Text
from bulletins.rendering import html
from bulletins.revisions import values
from bulletins.revisions.compare import Merged, Piece, html_words, merge
from bulletins.revisions.models import Revision, Versioned


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
    undisputed: Mapping[str, Any]

    @classmethod
    def between(cls, subject: Text, changes: Mapping[str, Any], *, seen_version: int) -> Conflict:
        """Compare what is stored with what was to be saved over version ``seen_version``."""
        name = TEXT[type(subject)]
        began = _fields_at(subject, seen_version)
        base = html.clean(began.get(name, ""))
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
            undisputed=_undisputed(subject, changes, began),
        )

    @staticmethod
    def last_writer(subject: Versioned) -> str:
        """Who saved what is stored now."""
        last = Revision.objects.of(subject).select_related("author").last()
        return str(last.author) if last and last.author else "Somebody"

    def proposal(self, subject: Text) -> Text:
        """The stored row, unsaved, with what both people did to it."""
        proposed = copy.copy(subject)
        for name, value in self.undisputed.items():
            setattr(proposed, name, value)
        setattr(proposed, TEXT[type(subject)], self.merged.html)
        return proposed


def _fields_at(subject: Versioned, version: int) -> dict[str, Any]:
    """What both began with; nothing when that version is unknown, so that all counts as new."""
    seen = Revision.objects.of(subject).filter(version=version).first()
    return seen.fields if seen else {}


def _undisputed(
    subject: Versioned, changes: Mapping[str, Any], began: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns only the second one changed; rows of their own are offered by the form."""
    stored = values.as_json(subject)
    columns = changes.keys() - set(values.parts(subject))
    return {name: changes[name] for name in columns if stored[name] == began.get(name)}


def _differences(subject: Versioned, changes: Mapping[str, Any], *, skip: str) -> list[Difference]:
    stored = values.written(subject, changes)
    return [
        Difference(label_of(name), _words(stored[name]), _words(yours))
        for name, yours in changes.items()
        if name != skip and stored[name] != yours
    ]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_row_words, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else "empty"


def _row_words(row: Any) -> str:
    if isinstance(row, str):
        return row
    return str(row["outlet"] or row["title"] or row["url"] or row.get("remark", ""))
