"""What may happen to a daily on its way to readers, and what follows."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.text import slugify

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.publications import renditions
from bulletins.publications.addresses import free_slug
from bulletins.publications.doorbell import ring
from bulletins.publications.due import for_each
from bulletins.publications.editions import Content
from bulletins.publications.timing import too_late
from bulletins.tracker import freezing, tasks
from bulletins.tracker.models import DailyEdition, DailyPreview, DailyRendition, DailyUpdate

logger = logging.getLogger(__name__)
LONGEST_HEADLINE = 60  # letters of it in an address


class CannotPublishDaily(Exception):
    """The daily is not ready. The message says why, in words for its writer."""


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def schedule_daily(
    *, update: DailyUpdate, publish_at: datetime, send_at: datetime | None, at: datetime
) -> DailyUpdate:
    """Publish a daily at a later time, and send it at or after that time."""
    update = _locked(update)
    if update.is_published:
        raise CannotPublishDaily("This daily is published already.")
    _refuse_unready(update)
    if publish_at <= at:
        raise CannotPublishDaily("That time is past. Publish now, or choose a time to come.")
    if send_at and send_at < publish_at:
        raise CannotPublishDaily("A daily cannot be sent before it is published.")
    update.publish_at, update.send_at, update.hold_reason = publish_at, send_at, ""
    return _move(update, DailyUpdate.Status.SCHEDULED, "publish_at", "send_at", "hold_reason")


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def publish_daily(*, update: DailyUpdate, at: datetime) -> DailyEdition:
    """Freeze edition 1 of a daily, and have its renditions made.

    Publishing twice returns the edition made the first time. Raises ``CannotPublishDaily``.
    """
    update = _locked(update)
    if update.is_published:
        return update.editions.latest()
    _refuse_unready(update)
    content, sha256 = freezing.freeze(update)
    update.slug = update.slug or free_slug(DailyUpdate.objects.all(), _wanted_slug(update))
    update.hold_reason = ""
    _move(update, DailyUpdate.Status.PUBLISHED, "slug", "hold_reason")
    return _new_edition(update, number=1, content=content, sha256=sha256, at=at)


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def correct_daily(*, update: DailyUpdate, note: str, at: datetime) -> DailyEdition:
    """Freeze the next edition of a published daily, with a visible note of what changed."""
    update = _locked(update)
    if not update.is_published:
        raise CannotPublishDaily("Only a published daily can be corrected.")
    if not note.strip():
        raise CannotPublishDaily("Say in a sentence what changed; readers will see it.")
    latest = update.editions.latest()
    content, sha256 = freezing.freeze(update)
    if sha256 == latest.sha256:
        raise CannotPublishDaily(f"Nothing has changed since edition {latest.number}.")
    audit.record(action="corrected", subject=update, detail=note.strip(), at=at)
    return _new_edition(
        update, number=latest.number + 1, content=content, sha256=sha256, at=at, note=note.strip()
    )


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def withdraw_daily(*, update: DailyUpdate) -> DailyUpdate:
    """Take a published daily from the public pages. Its editions are kept."""
    update = _locked(update)
    if not update.is_published:
        raise CannotPublishDaily("Only a published daily can be withdrawn.")
    return _move(update, DailyUpdate.Status.WITHDRAWN)


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def restore_daily(*, update: DailyUpdate) -> DailyUpdate:
    """Show a withdrawn daily again, at its old address."""
    update = _locked(update)
    if update.status != DailyUpdate.Status.WITHDRAWN:
        raise CannotPublishDaily("Only a withdrawn daily can be made public again.")
    return _move(update, DailyUpdate.Status.PUBLISHED)


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def take_off_schedule(*, update: DailyUpdate) -> DailyUpdate:
    """Make a scheduled daily a draft again: it no longer goes out by itself."""
    update = _locked(update)
    if update.status != DailyUpdate.Status.SCHEDULED:
        raise CannotPublishDaily("This daily is not scheduled.")
    update.publish_at, update.send_at, update.hold_reason = None, None, ""
    return _move(update, DailyUpdate.Status.DRAFT, "publish_at", "send_at", "hold_reason")


@only_for("tracker.change_dailyupdate")
@transaction.atomic
def ask_for_preview(*, update: DailyUpdate, kind: str, at: datetime) -> DailyPreview:
    """Have this form of the draft drawn, unless exactly this text is drawn or being drawn."""
    content, sha256 = freezing.freeze(DailyUpdate.objects.for_reading().get(pk=update.pk))
    known = update.previews.select_for_update().filter(kind=kind, content_sha256=sha256).first()
    if known and not known.is_failed:
        return known
    preview, _ = DailyPreview.objects.update_or_create(
        update=update,
        kind=kind,
        defaults={
            "content": content,
            "content_sha256": sha256,
            "status": DailyPreview.Status.WAITING,
            "progress": 5,
            "error": "",
            "asked_at": at,
        },
    )
    ring(tasks.draw_daily_preview, queue=tasks.queue_for(kind), preview_id=preview.pk)
    return preview


def publish_due(*, at: datetime) -> int:
    """Publish every scheduled daily whose time has come; hold those too late.

    Returns how many were published. One daily's trouble never stops another.
    """
    return for_each(DailyUpdate.objects.due(at=at), partial(_publish_or_hold, at=at))


def sweep_renditions(*, at: datetime) -> int:
    """Ask again for renditions whose worker died or whose task was lost. Returns how many."""
    lost = renditions.lost(DailyRendition.objects.all(), at=at)
    for rendition in lost:
        _ring(rendition)
    return len(lost)


@only_for("tracker.publish_dailyupdate")
@transaction.atomic
def retry_rendition(*, rendition: DailyRendition) -> bool:
    """Have one failed rendition made again. False when it is not failed any more."""
    failed = DailyRendition.objects.filter(pk=rendition.pk, status=rendition.Status.FAILED)
    if not failed.update(status=rendition.Status.WAITING, error=""):
        return False
    _ring(rendition)
    return True


def _locked(update: DailyUpdate) -> DailyUpdate:
    return DailyUpdate.objects.for_reading().select_for_update(of=("self",)).get(pk=update.pk)


def _move(update: DailyUpdate, status: DailyUpdate.Status, *changed: str) -> DailyUpdate:
    audit.record(action=status.label.lower(), subject=update, detail=f"was {update.status}")
    update.status = status
    update.save(update_fields=["status", *changed])
    return update


def _refuse_unready(update: DailyUpdate) -> None:
    if update.status == DailyUpdate.Status.WITHDRAWN:
        raise CannotPublishDaily("This daily was withdrawn; its editions are kept as they are.")
    if gaps := update.gaps():
        raise CannotPublishDaily(" ".join(gaps))


def _publish_or_hold(update: DailyUpdate, *, at: datetime) -> bool:
    if reason := too_late(update.publish_at, at=at):
        _hold(update, reason)
        return False
    try:
        publish_daily(update=update, at=at)
    except CannotPublishDaily as error:
        _hold(update, str(error))
        return False
    return True


def _hold(update: DailyUpdate, reason: str) -> None:
    """Let a scheduled daily wait for a person, who reads the reason."""
    logger.warning("Daily %s is held: %s", update.pk, reason)
    scheduled = DailyUpdate.objects.filter(pk=update.pk, status=DailyUpdate.Status.SCHEDULED)
    scheduled.update(hold_reason=reason[:240])


def _new_edition(
    update: DailyUpdate,
    *,
    number: int,
    content: Content,
    sha256: str,
    at: datetime,
    note: str = "",
) -> DailyEdition:
    edition = update.editions.create(
        number=number, content=content, sha256=sha256, published_at=at, note=note
    )
    for kind in DailyRendition.Kind.values:
        _ring(edition.renditions.create(kind=kind))
    return edition


def _ring(rendition: DailyRendition) -> None:
    """Ask a worker for a rendition."""
    queue = tasks.queue_for(rendition.kind)
    ring(tasks.render_daily, queue=queue, rendition_id=rendition.pk)


def _wanted_slug(update: DailyUpdate) -> str:
    """“2014-06-21-qaim-falls-to-isis”: the day, then as much of the headline as stays readable."""
    headline = slugify(update.headlines[0]) if update.headlines else ""
    if len(headline) > LONGEST_HEADLINE:
        headline = headline[:LONGEST_HEADLINE].rpartition("-")[0]
    return "-".join(filter(None, [update.date_start.isoformat(), headline]))
