"""A document beside what was read in it, for the person who compares the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from bulletins.accounts.models import User
from bulletins.importing.models import ImportedDocument
from bulletins.importing.services import CannotImport
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway

_KINDS: dict[str, type[models.Model]] = {
    "entry": Entry, "incident": Incident, "takeaway": Takeaway,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewDoubt:
    """A doubt with the number it is settled by."""

    number: int
    check: str
    where: str
    message: str
    is_settled: bool


@dataclass(slots=True)
class ReviewRow:
    """One paragraph of the source, its fate, and what it became as it stands now."""

    place: str
    text: str
    fate: str
    as_what: str
    kind: str = ""
    subject: Any = None
    doubts: list[ReviewDoubt] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Review:
    """All rows, and the doubts that belong to no single paragraph."""

    rows: list[ReviewRow]
    general: list[ReviewDoubt]


def review(document: ImportedDocument) -> Review:
    """The document beside its reading; one query for each kind of thing it became."""
    subjects = _subjects(document.targets.values())
    rows = {place: _row(document, subjects, facts) for facts in document.paragraphs
            for place in facts[:1]}  # fmt: skip
    general = []
    for number, (check, where, message) in enumerate(document.doubts):
        doubt = ReviewDoubt(number, check, where, message, number in document.settled)
        if where in rows:
            rows[where].doubts.append(doubt)
        else:
            general.append(doubt)
    return Review(list(rows.values()), general)


@transaction.atomic
def settle_doubt(*, document: ImportedDocument, number: int) -> ImportedDocument:
    """Mark a doubt as settled, or as open again; returns the document as it is then."""
    document = ImportedDocument.objects.select_for_update().get(pk=document.pk)
    if 0 <= number < len(document.doubts):
        document.settled = sorted({*document.settled} ^ {number})
        document.save(update_fields=["settled"])
    return document


def accept_document(*, document: ImportedDocument, by: User, at: datetime) -> None:
    """Somebody has compared the two and vouches for the reading."""
    document.accepted_at, document.accepted_by = at, by
    document.save(update_fields=["accepted_at", "accepted_by"])


@transaction.atomic
def discard_document(*, document: ImportedDocument) -> None:
    """Throw a draft away that was read wrongly, with all that the import made for it.

    Raises ``CannotImport`` when readers or editors have it already.
    """
    if document.daily is not None or document.issue is None:
        raise CannotImport("A daily is thrown away at its own page.")
    if document.issue.status != Issue.Status.DRAFT or document.accepted_at:
        raise CannotImport("This issue is no longer a fresh draft; it stays as it is.")
    _made(document, "entry").delete()
    _made(document, "incident").delete()
    document.issue.delete()


def _made(document: ImportedDocument, kind: str) -> models.QuerySet[Any]:
    keys = [key for name, key in document.targets.values() if name == kind]
    return _KINDS[kind]._default_manager.filter(pk__in=keys)


def _subjects(targets: Iterable[list[Any]]) -> dict[tuple[str, int], models.Model]:
    keys: dict[str, list[int]] = {}
    for kind, key in targets:
        keys.setdefault(kind, []).append(key)
    return {
        (kind, subject.pk): subject
        for kind, wanted in keys.items()
        for subject in _KINDS[kind]._default_manager.filter(pk__in=wanted)
    }


def _row(
    document: ImportedDocument, subjects: dict[tuple[str, int], models.Model], facts: list[str]
) -> ReviewRow:
    place, text, fate, as_what = facts
    kind, key = document.targets.get(place, ("", 0))
    return ReviewRow(place, text, fate, as_what, kind, subjects.get((kind, key)))
