"""What stays of a source document: its words, their fate, the doubts, and where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bulletins.importing.models import ImportedDocument, OldAddress, path_of
from bulletins.importing.reading import Ledger
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
    if path := path_of(document.address):
        OldAddress.objects.get_or_create(path=path, defaults={"issue": issue, "daily": daily})
    return kept
