"""What stays of a source document: its words, their fate, the doubts, and where it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import ContentFile

from bulletins.importing.document import Kind, PostedComment, name_of, web_address
from bulletins.importing.models import ImportedDocument, ImportedPicture, OldAddress, path_of
from bulletins.importing.reading import Fate, Ledger
from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate

Targets = Mapping[str, tuple[str, int]]


def keep_document(
    *,
    ledger: Ledger,
    at: datetime,
    issue: Issue | None = None,
    daily: DailyUpdate | None = None,
    targets: Targets | None = None,
) -> ImportedDocument:
    """Remember a document with the issue or the daily it became, and its old address.

    ``targets`` say what each paragraph became: its place → ("entry", 12).
    """
    document, verdicts = ledger.document, ledger.verdicts
    kept = ImportedDocument.objects.create(
        sha256=document.sha256,
        name=document.name[:300],
        reader=document.reader,
        address=document.address[:500],
        written_at=document.published_at,
        paragraphs=[
            [b.place, b.text, verdicts[b.index].fate, verdicts[b.index].as_what]
            for b in document.blocks
        ],
        doubts=[[d.check, d.where, d.message] for d in ledger.doubts],
        targets={place: list(target) for place, target in (targets or {}).items()},
        imported_at=at,
        issue=issue,
        daily=daily,
    )
    _keep_pictures(kept, ledger)
    if path := path_of(document.address):
        OldAddress.objects.get_or_create(path=path, defaults={"issue": issue, "daily": daily})
    return kept


def _keep_pictures(kept: ImportedDocument, ledger: Ledger) -> None:
    """Remember each picture of the text; those that came along are on their way into the draft."""
    for block in ledger.document.blocks:
        is_left_out = ledger.verdicts[block.index].fate is Fate.FURNITURE
        if block.kind is not Kind.PICTURE or not block.source or is_left_out:
            continue
        placed = ledger.pictures.get(block.place)
        content = ledger.document.files.get(block.source)
        picture = ImportedPicture(
            document=kept,
            place=block.place,
            body_place=placed.body_place if placed else "",
            words=placed.words if placed else "",
            description=block.description[:500],
            caption=placed.caption[:2000] if placed else "",
            address=web_address(block.source),
        )
        if content is not None:
            picture.state = ImportedPicture.State.WAITING
            picture.file.save(name_of(block.source), ContentFile(content), save=False)
        picture.save()


def keep_comments(*, document: ImportedDocument, comments: Sequence[PostedComment]) -> int:
    """Keep what readers wrote below a post that has no place for it here; how many are new.

    Their addresses are left out: nobody agreed to have them kept.
    """
    told = [
        [each.written_at.isoformat(), each.name or "Anonymous", each.standing, each.text]
        for each in sorted(comments, key=lambda comment: comment.written_at)
    ]
    new = [each for each in told if each not in document.comments]
    if new:
        document.comments = sorted([*document.comments, *new])
        document.save(update_fields=["comments"])
    return len(new)
