"""Making one rendition: claim the row, draw, store, settle. No queue is touched here."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from bulletins.publications.editions import FrozenRendition, RenditionQuerySet, RenditionStatus, Row

logger = logging.getLogger(__name__)

# Longer than Celery's hard time limit: nobody can still be at work on such a row.
STRANDED_AFTER = timedelta(minutes=6)
# A task that has not been taken up by then was lost with the broker.
UNANSWERED_AFTER = timedelta(minutes=2)
# A drawing that killed its worker this often will do so again.
MOST_ATTEMPTS = 3


def make(
    row: RenditionQuerySet[Row],
    *,
    draw: Callable[[Row], bytes],
    name: Callable[[Row], str],
    at: datetime,
) -> bool:
    """Draw the one rendition in ``row`` and store it under ``name``.

    False when another worker has it, when it is made already, or when drawing failed; the error
    then stands on the row.
    """
    if not _claim(row, at=at):
        return False
    rendition = row.get()
    try:
        _store(rendition, draw(rendition), name(rendition))
    except Exception as error:  # Whatever goes wrong in a drawing belongs on the row, for a person.
        logger.exception("%s failed", rendition)
        _settle_failed(row, error)
        return False
    finally:
        # Laid-out pages are circles of boxes: left to Python, those of four issues pile up.
        gc.collect()
    return True


def lost(rows: RenditionQuerySet[Row], *, at: datetime) -> list[Row]:
    """Rows to ask for again: their worker died, or their task was lost with the broker.

    A drawing that killed its worker ``MOST_ATTEMPTS`` times is marked failed instead.
    """
    stranded = rows.stranded(before=at - STRANDED_AFTER)
    stranded.filter(attempts__gte=MOST_ATTEMPTS).update(
        status=RenditionStatus.FAILED,
        error=f"The worker died {MOST_ATTEMPTS} times while drawing this; the rest is safe.",
    )
    stranded.update(status=RenditionStatus.WAITING)
    return list(rows.waiting().filter(edition__published_at__lt=at - UNANSWERED_AFTER))


def _claim(row: RenditionQuerySet[Row], *, at: datetime) -> bool:
    """Take the row if it waits; the conditional UPDATE is the lock on every database."""
    return bool(
        row.waiting().update(
            status=RenditionStatus.RENDERING,
            progress=10,
            attempts=F("attempts") + 1,
            started_at=at,
            error="",
        )
    )


def _store(rendition: FrozenRendition, body: bytes, name: str) -> None:
    """Write the file, then let the row speak of it: a full disk leaves the row without a file."""
    rendition.file.save(name, ContentFile(body), save=False)
    rendition.size = len(body)
    rendition.sha256 = sha256(body).hexdigest()
    rendition.status = RenditionStatus.DONE
    rendition.progress = 100
    rendition.finished_at = timezone.now()
    rendition.save()


def _settle_failed(row: RenditionQuerySet[Row], error: Exception) -> None:
    row.update(
        status=RenditionStatus.FAILED,
        progress=0,
        error=f"{type(error).__name__}: {error}"[:2000],
        finished_at=timezone.now(),
    )
