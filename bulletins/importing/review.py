"""A document beside what was read in it, for the person who compares the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db import models, transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.importing.models import (
    ArchiveImport,
    ImportedDocument,
    ImportedPicture,
    OldAddress,
    path_of,
)
from bulletins.importing.publishing import publish_once_complete
from bulletins.importing.services import CannotImport
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.rendering.html import plain_text
from bulletins.tracker.models import TrackerItem

_KINDS: dict[str, type[models.Model]] = {
    "entry": Entry, "incident": Incident, "takeaway": Takeaway, "item": TrackerItem,
}  # fmt: skip
_TEXTS = (Entry, TrackerItem)


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

    @property
    def stands(self) -> str:
        """The text of the entry or paragraph it became, as it stands now; else empty."""
        return plain_text(self.subject.body) if isinstance(self.subject, _TEXTS) else ""

    @property
    def is_to_the_letter(self) -> bool:
        """Every word of the source stands in that text, in one piece; blanks do not count."""
        return bool(self.stands) and _squeezed(self.text) in _squeezed(self.stands)


def _squeezed(text: str) -> str:
    return "".join(text.split())


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


@only_for("issues.change_issue")
@transaction.atomic
def settle_doubt(*, document: ImportedDocument, number: int) -> ImportedDocument:
    """Mark a doubt as settled, or as open again; returns the document as it is then."""
    document = ImportedDocument.objects.select_for_update().get(pk=document.pk)
    if 0 <= number < len(document.doubts):
        document.settled = sorted({*document.settled} ^ {number})
        document.save(update_fields=["settled"])
    return document


@only_for("issues.change_issue")
@transaction.atomic
def settle_about(*, document: ImportedDocument, check: str, place: str) -> None:
    """Mark the doubts of one kind at one place as settled: what they ask for is done."""
    document = ImportedDocument.objects.select_for_update().get(pk=document.pk)
    done = {
        n for n, (kind, where, _) in enumerate(document.doubts) if (kind, where) == (check, place)
    }
    document.settled = sorted({*document.settled} | done)
    document.save(update_fields=["settled"])


@only_for("issues.change_issue")
def accept_document(*, document: ImportedDocument, by: User, at: datetime) -> None:
    """Somebody has compared the two and vouches for the reading."""
    document.accepted_at, document.accepted_by = at, by
    document.save(update_fields=["accepted_at", "accepted_by"])


@only_for("issues.change_issue")
def accept_undoubted(*, archive: ArchiveImport, by: User, at: datetime) -> int:
    """Accept all that an archive brought without a single doubt; returns how many."""
    undoubted = ImportedDocument.objects.waiting().filter(archive=archive).without_doubts()
    return undoubted.update(accepted_at=at, accepted_by=by)


@only_for("issues.change_issue")
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


@only_for("issues.publish_issue")
@transaction.atomic
def publish_as_it_was(
    *, document: ImportedDocument, by: User, at: datetime, published_at: datetime, address: str
) -> bool:
    """Accept a document and publish what it became, at its old date and for its old address.

    Tells whether it is public now; else it will be once its pictures are in. Nothing is mailed.
    Raises ``CannotImport``; then nothing has changed.
    """
    if path := path_of(address):
        target = {"issue": document.issue, "daily": document.daily}
        OldAddress.objects.get_or_create(path=path, defaults=target)
    if not document.accepted_at:
        accept_document(document=document, by=by, at=at)
    return publish_once_complete(document=document, at=published_at)


def is_of(document: ImportedDocument, kind: str, key: int) -> bool:
    """The document became this issue, entry or incident, so it can be put right beside it."""
    if kind == "issue":
        return document.issue_id == key
    return kind in {"entry", "incident"} and [kind, key] in document.targets.values()


def text_around(picture: ImportedPicture) -> Entry | TrackerItem | None:
    """The text a picture goes into: the one it stood in, else the first of the document."""
    targets = picture.document.targets
    texts = [(kind, key) for kind, key in targets.values() if kind in {"entry", "item"}]
    wanted = targets.get(picture.body_place) or next(iter(texts), None)
    if wanted is None:
        return None
    found = _KINDS[wanted[0]]._default_manager.filter(pk=wanted[1]).first()
    return cast("Entry | TrackerItem | None", found)


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
