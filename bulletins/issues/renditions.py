"""Making one rendition: claim the row, draw, store, settle. No queue is touched here."""

from __future__ import annotations

import logging
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from bulletins.issues import documents
from bulletins.issues.models import Rendition

logger = logging.getLogger(__name__)

FILE_NAMES = {
    Rendition.Kind.WEB: "web.html",
    Rendition.Kind.EMAIL_HTML: "email.html",
    Rendition.Kind.EMAIL_TEXT: "email.txt",
    Rendition.Kind.PDF: "issue.pdf",
    Rendition.Kind.MAP_SVG: "map.svg",
    Rendition.Kind.MAP_PNG: "map.png",
}


def make(*, rendition_id: int, at: datetime) -> bool:
    """Make a rendition that waits. False when another worker has it, or it is made already."""
    if not _claim(rendition_id=rendition_id, at=at):
        return False
    rendition = Rendition.objects.select_related("edition__issue").get(pk=rendition_id)
    try:
        body = documents.draw(rendition.edition, rendition.kind)
        _store(rendition, body)
    except Exception as error:  # Whatever goes wrong in a drawing belongs on the row, for a person.
        logger.exception("Rendition %s failed", rendition_id)
        _settle_failed(rendition, error)
        return False
    return True


def _claim(*, rendition_id: int, at: datetime) -> bool:
    """Take the row if it waits; the conditional UPDATE is the lock on every database."""
    claimed = Rendition.objects.waiting().filter(pk=rendition_id)
    return bool(
        claimed.update(
            status=Rendition.Status.RENDERING,
            progress=10,
            attempts=F("attempts") + 1,
            started_at=at,
            error="",
        )
    )


def _store(rendition: Rendition, body: bytes) -> None:
    """Write the file, then let the row speak of it: a full disk leaves the row without a file."""
    edition = rendition.edition
    folder = f"{edition.sha256[:12]}-{edition.pk}"
    name = FILE_NAMES[Rendition.Kind(rendition.kind)]
    rendition.file.save(f"{folder}/{name}", ContentFile(body), save=False)
    rendition.size = len(body)
    rendition.sha256 = sha256(body).hexdigest()
    rendition.status = Rendition.Status.DONE
    rendition.progress = 100
    rendition.finished_at = timezone.now()
    rendition.save()


def _settle_failed(rendition: Rendition, error: Exception) -> None:
    Rendition.objects.filter(pk=rendition.pk).update(
        status=Rendition.Status.FAILED,
        progress=0,
        error=f"{type(error).__name__}: {error}"[:2000],
        finished_at=timezone.now(),
    )
