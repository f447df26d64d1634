"""The renditions of a daily's editions: what their files are called, and how one is made."""

from __future__ import annotations

from datetime import datetime

from bulletins.publications import renditions
from bulletins.tracker import documents
from bulletins.tracker.models import DailyPreview, DailyRendition

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


def make_preview(*, preview_id: int, at: datetime) -> bool:
    """Draw a preview that waits; see ``publications.renditions.make``."""
    row = DailyPreview.objects.select_related("update").filter(pk=preview_id)
    return renditions.make(row, draw=_draw_preview, name=_preview_path, at=at)


def _draw_preview(preview: DailyPreview) -> bytes:
    return documents.draw(preview.as_edition(), preview.kind)


def _preview_path(preview: DailyPreview) -> str:
    name = FILE_NAMES[DailyRendition.Kind(preview.kind)]
    return f"daily-{preview.update_id}-{preview.content_sha256[:12]}-{name}"


def _draw(rendition: DailyRendition) -> bytes:
    return documents.draw(rendition.edition, rendition.kind)


def _path(rendition: DailyRendition) -> str:
    edition = rendition.edition
    name = FILE_NAMES[DailyRendition.Kind(rendition.kind)]
    return f"daily-{edition.sha256[:12]}-{edition.pk}/{name}"
