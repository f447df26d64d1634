"""Readings of dailies become drafts, and readers' old comments come along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction

from bulletins.accounts.models import User
from bulletins.importing.document import PostedComment
from bulletins.importing.documents_kept import keep_document
from bulletins.importing.models import ImportedDocument
from bulletins.importing.reading import DailyReading, ItemReading, ListedReading
from bulletins.importing.services import CannotImport, Origin
from bulletins.publications.models import Publication
from bulletins.tracker import services as tracker
from bulletins.tracker.models import Comment, DailyUpdate, Reading, TrackerItem


@dataclass(frozen=True, slots=True)
class ImportedDaily:
    """The daily a document is, and whether it was made just now."""

    daily: DailyUpdate
    is_new: bool


def refuse_unsavable_daily(reading: DailyReading) -> tuple[date, date]:
    """The days of a reading. Raises ``CannotImport`` where none could be read."""
    if reading.date_start is None or reading.date_end is None:
        checks = ("year-missing", "period-wrong")
        why = next((d.message for d in reading.doubts if d.check in checks), "No day.")
        raise CannotImport(f"{why} Nothing was saved.")
    return reading.date_start, reading.date_end


@transaction.atomic
def save_daily(
    *, reading: DailyReading, publication: Publication, at: datetime, author: User | None = None
) -> ImportedDaily:
    """Save a reading as a draft. The same document again changes nothing.

    Raises ``CannotImport`` without a day, and when another daily has the day.
    """
    start, end = refuse_unsavable_daily(reading)
    document = reading.ledger.document
    known = ImportedDocument.objects.filter(sha256=document.sha256).select_related("daily").first()
    if known and known.daily:
        return ImportedDaily(known.daily, is_new=False)
    _refuse_second(publication, start)
    daily = DailyUpdate.objects.create(
        publication=publication,
        date_start=start,
        date_end=end,
        headlines=reading.headlines,
        series=_own_series(reading, publication),
        opening=reading.opening_html,
        slug=_free_slug(document.address),
    )
    Origin(author, at).keep(daily)
    targets = _save_parts(daily, reading)
    keep_document(ledger=reading.ledger, daily=daily, at=at, targets=targets)
    return ImportedDaily(daily, is_new=True)


@transaction.atomic
def publish_imported_daily(*, daily: DailyUpdate, at: datetime) -> None:
    """Publish an old daily as it stands, without sending. Raises ``CannotImport``."""
    try:
        tracker.publish_daily(update=daily, at=at)
    except tracker.CannotPublishDaily as error:
        raise CannotImport(f"Saved as a draft, but not published: {error}") from None


@transaction.atomic
def save_comments(*, daily: DailyUpdate, comments: Sequence[PostedComment]) -> int:
    """Add the comments of an archive to a daily, with their standing. Returns how many are new.

    A reply stands below the comment it answers; replies to replies stand beside them.
    """
    known = {c.original_id: c for c in daily.comments.exclude(original_id="")}
    new = 0
    for posted in sorted(comments, key=lambda comment: comment.written_at):
        if posted.original_id in known:
            continue
        parent = known.get(posted.parent_id)
        known[posted.original_id] = Comment.objects.create(
            update=daily,
            parent=parent.parent or parent if parent else None,
            name=posted.name[:80] or "Anonymous",
            email=posted.email,
            text=posted.text,
            status=_STANDING[posted.standing],
            created_at=posted.written_at,
            original_id=posted.original_id,
        )
        new += 1
    return new


_STANDING = {
    "approved": Comment.Status.APPROVED,
    "pending": Comment.Status.PENDING,
    "spam": Comment.Status.SPAM,
    "trash": Comment.Status.REJECTED,
}


def _refuse_second(publication: Publication, start: date) -> None:
    twin = DailyUpdate.objects.filter(publication=publication, date_start=start).first()
    if twin:
        raise CannotImport(f"A daily of {start} is here already (“{twin}”). Nothing was changed.")


def _own_series(reading: DailyReading, publication: Publication) -> str:
    is_usual = reading.series.casefold() == publication.series_title.casefold()
    return "" if is_usual else reading.series


def _free_slug(address: str) -> str | None:
    """The last part of the old address, which is never made anew; none where it cannot be kept."""
    slug = address.rstrip("/").rpartition("/")[2][:200]
    try:
        validate_slug(slug)
    except ValidationError:
        return None
    return None if DailyUpdate.objects.filter(slug=slug).exists() else slug


def _save_parts(daily: DailyUpdate, reading: DailyReading) -> dict[str, tuple[str, int]]:
    """Save paragraphs and readings; returns which paragraph became which item."""
    items = TrackerItem.objects.bulk_create(
        _item(daily, item, position) for position, item in enumerate(reading.items)
    )
    Reading.objects.bulk_create(
        _reading(daily, listed, position) for position, listed in enumerate(reading.readings)
    )
    return {read.place: ("item", item.pk) for read, item in zip(reading.items, items, strict=True)}


def _item(daily: DailyUpdate, read: ItemReading, position: int) -> TrackerItem:
    return TrackerItem(update=daily, label=read.label, body=read.html, position=position)


def _reading(daily: DailyUpdate, read: ListedReading, position: int) -> Reading:
    return Reading(
        update=daily,
        outlet=read.outlet,
        title=read.title,
        url=read.url if len(read.url) <= 1000 else "",
        remark=read.text,
        position=position,
    )
