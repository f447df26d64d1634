"""Past documents go public at their old date, whole: with the pictures that came along."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import cast

from django.db import transaction

from bulletins.importing.daily_services import publish_imported_daily
from bulletins.importing.models import ImportedDocument, ImportedPicture
from bulletins.importing.services import CannotImport, publish_imported
from bulletins.publications.due import for_each
from bulletins.tracker.models import DailyUpdate

logger = logging.getLogger(__name__)
_UNDER_WAY = [ImportedPicture.State.WAITING, ImportedPicture.State.COMING]


def posted_at(document: ImportedDocument) -> datetime:
    """When it was posted; where nobody knows, noon of the last day it is about."""
    if document.written_at:
        return document.written_at
    if document.issue:
        last = document.issue.period_end
    else:
        last = cast("DailyUpdate", document.daily).date_end
    return datetime(last.year, last.month, last.day, 12, tzinfo=UTC)


def publish_once_complete(*, document: ImportedDocument, at: datetime) -> bool:
    """Publish what it became, or have that done when the last of its pictures is in.

    Edition 1 is frozen for good, so it waits for pictures that are on their way. Tells whether it
    is public now. Raises ``CannotImport``; the draft stays.
    """
    if document.pictures.filter(state__in=_UNDER_WAY).exists():
        ImportedDocument.objects.filter(pk=document.pk).update(publish_at=at)
        return False
    _publish(document, at)
    return True


def publish_complete() -> None:
    """Publish what waited for its pictures; one that could not be brought in is waited for no more.

    Who may publish was asked when the waiting began. What is refused stays a draft with a doubt.
    """
    waiting = ImportedDocument.objects.filter(publish_at__isnull=False)
    for_each(waiting.exclude(pictures__state__in=_UNDER_WAY), _publish_waiting)


def _publish_waiting(document: ImportedDocument) -> None:
    at = cast("datetime", document.publish_at)
    try:
        with transaction.atomic():
            _publish(document, at)
    except CannotImport as error:
        document.doubts = [*document.doubts, ["not-published", "", str(error)]]
        logger.warning("Document %s was not published: %s", document.pk, error)
    document.publish_at = None
    document.save(update_fields=["doubts", "publish_at"])


def _publish(document: ImportedDocument, at: datetime) -> None:
    if document.issue:
        publish_imported(issue=document.issue, at=at)
    elif document.daily:
        publish_imported_daily(daily=document.daily, at=at)
