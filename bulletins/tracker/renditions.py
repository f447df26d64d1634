"""The renditions of a daily's editions: what their files are called, and how one is made."""

from __future__ import annotations

from datetime import datetime

from bulletins.publications import renditions
from bulletins.tracker import documents
from bulletins.tracker.models import DailyRendition

FILE_NAMES = {
    DailyRendition.Kind.WEB: "web.html",
    DailyRendition.Kind.EMAIL_HTML: "email.html",
    DailyRendition.Kind.EMAIL_TEXT: "email.txt",
    DailyRendition.Kind.PDF: "daily.pdf",
}


def make(*, rendition_id: int, at: datetime) -> bool:
    """Make a rendition that waits; see ``publications.renditions.make``."""
    row = DailyRendition.objects.select_related("edition__update").filter(pk=rendition_id)
    return renditions.make(row, draw=_draw, name=_path, at=at)


def _draw(rendition: DailyRendition) -> bytes:
    return documents.draw(rendition.edition, rendition.kind)


def _path(rendition: DailyRendition) -> str:
    edition = rendition.edition
    name = FILE_NAMES[DailyRendition.Kind(rendition.kind)]
    return f"daily-{edition.sha256[:12]}-{edition.pk}/{name}"
