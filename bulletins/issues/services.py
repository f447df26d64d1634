"""What may happen to an issue on its way to readers, and what follows."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import transaction

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.issues import freezing, tasks
from bulletins.issues.models import Correction, Edition, Issue, Rendition
from bulletins.publications import renditions
from bulletins.publications.addresses import free_slug
from bulletins.publications.doorbell import ring
from bulletins.publications.due import for_each
from bulletins.publications.editions import Content
from bulletins.publications.timing import too_late

logger = logging.getLogger(__name__)


class CannotPublish(Exception):
    """The issue is not ready. The message says why, in words for an editor."""


@only_for("issues.change_issue")
@transaction.atomic
def submit_issue(*, issue: Issue) -> Issue:
    """Hand a draft to the reviewers."""
    issue = _locked(issue)
    if issue.status != Issue.Status.DRAFT:
        raise CannotPublish(f"Only a draft can go into review; this issue is {issue.status}.")
    return _move(issue, Issue.Status.IN_REVIEW)


@only_for("issues.approve_issue")
@transaction.atomic
def approve_issue(*, issue: Issue, by: User | None) -> Issue:
    """Approve the text as it stands: any later edit voids the approval.

    Raises ``CannotPublish`` when something is missing.
    """
    issue = _locked(issue)
    if issue.is_published:
        raise CannotPublish("This issue is published already.")
    if gaps := issue.gaps():
        raise CannotPublish(" ".join(gaps))
    issue.approved_sha256 = freezing.freeze(issue)[1]
    issue.approved_by = by
    return _move(issue, Issue.Status.APPROVED, "approved_sha256", "approved_by")


@only_for("issues.change_issue")
@transaction.atomic
def return_to_draft(*, issue: Issue) -> Issue:
    """Take an issue back to the editors, and off the schedule."""
    issue = _locked(issue)
    if issue.status in {Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN}:
        raise CannotPublish(f"This issue is {issue.status}; publish a correction instead.")
    issue.publish_at = None
    issue.send_at = None
    issue.hold_reason = ""
    issue.approved_sha256 = ""
    fields = ("publish_at", "send_at", "hold_reason", "approved_sha256")
    return _move(issue, Issue.Status.DRAFT, *fields)


@only_for("issues.publish_issue")
@transaction.atomic
def schedule_issue(
    *, issue: Issue, publish_at: datetime, send_at: datetime | None, at: datetime
) -> Issue:
    """Publish an approved issue at a later time, and send it at or after that time."""
    issue = _locked(issue)
    _refuse_unapproved(issue)
    if publish_at <= at:
        raise CannotPublish("That time is past. Publish now, or choose a time to come.")
    if send_at and send_at < publish_at:
        raise CannotPublish("An issue cannot be sent before it is published.")
    issue.publish_at = publish_at
    issue.send_at = send_at
    issue.hold_reason = ""
    return _move(issue, Issue.Status.SCHEDULED, "publish_at", "send_at", "hold_reason")


@only_for("issues.publish_issue")
@transaction.atomic
def publish_issue(*, issue: Issue, at: datetime) -> Edition:
    """Freeze edition 1 of an approved issue, and have its renditions made.

    Publishing twice returns the edition made the first time, so a double click and a scheduled
    run that meets a manual one are both safe. Raises ``CannotPublish``.
    """
    issue = _locked(issue)
    if issue.is_published:
        return issue.editions.latest()
    _refuse_unapproved(issue)
    if gaps := issue.gaps():
        raise CannotPublish(" ".join(gaps))
    content, sha256 = freezing.freeze(issue)
    wanted = str(issue.number or issue.period_end)
    issue.slug = issue.slug or free_slug(Issue.objects.all(), wanted)
    issue.hold_reason = ""
    _move(issue, Issue.Status.PUBLISHED, "slug", "hold_reason")
    return _new_edition(issue, number=1, content=content, sha256=sha256, at=at)


@only_for("issues.publish_issue")
@transaction.atomic
def correct_issue(*, issue: Issue, note: str, at: datetime) -> Edition:
    """Freeze the next edition of a published issue, with a public note of what changed.

    Raises ``CannotPublish`` when nothing changed or nothing is said.
    """
    issue = _locked(issue)
    if not issue.is_published:
        raise CannotPublish("Only a published issue can be corrected.")
    if not note.strip():
        raise CannotPublish("Say in a sentence what changed; readers will see it.")
    latest = issue.editions.latest()
    content, sha256 = freezing.freeze(issue)
    if sha256 == latest.sha256:
        raise CannotPublish(f"Nothing has changed since edition {latest.number}.")
    edition = _new_edition(issue, number=latest.number + 1, content=content, sha256=sha256, at=at)
    Correction.objects.create(edition=edition, note=note.strip(), corrected_at=at)
    audit.record(action="corrected", subject=issue, detail=note.strip(), at=at)
    return edition


@only_for("issues.publish_issue")
@transaction.atomic
def withdraw_issue(*, issue: Issue) -> Issue:
    """Take a published issue from the public pages. Its editions are kept."""
    issue = _locked(issue)
    if not issue.is_published:
        raise CannotPublish("Only a published issue can be withdrawn.")
    return _move(issue, Issue.Status.WITHDRAWN)


@only_for("issues.publish_issue")
@transaction.atomic
def restore_issue(*, issue: Issue) -> Issue:
    """Put a withdrawn issue back on the public pages, with the editions it had."""
    issue = _locked(issue)
    if issue.status != Issue.Status.WITHDRAWN:
        raise CannotPublish("Only a withdrawn issue can be restored.")
    return _move(issue, Issue.Status.PUBLISHED)


def is_approval_current(issue: Issue) -> bool:
    """The text is still the text that was approved."""
    return bool(issue.approved_sha256) and freezing.freeze(issue)[1] == issue.approved_sha256


def publish_due(*, at: datetime) -> int:
    """Publish every scheduled issue whose time has come; hold those that are too late.

    Returns how many were published. One issue's trouble never stops another.
    """
    return for_each(Issue.objects.due(at=at), partial(_publish_or_hold, at=at))


@only_for("issues.publish_issue")
@transaction.atomic
def retry_rendition(*, rendition: Rendition) -> bool:
    """Have one failed rendition made again. False when it is not failed any more."""
    failed = Rendition.objects.filter(pk=rendition.pk, status=Rendition.Status.FAILED)
    if not failed.update(status=Rendition.Status.WAITING, error=""):
        return False
    _ring(rendition)
    return True


def sweep_renditions(*, at: datetime) -> int:
    """Ask again for renditions whose worker died or whose task was lost. Returns how many."""
    unanswered = renditions.lost(Rendition.objects.all(), at=at)
    for rendition in unanswered:
        _ring(rendition)
    return len(unanswered)


def _locked(issue: Issue) -> Issue:
    """The issue as it is now. PostgreSQL locks the row; SQLite's transaction holds the file."""
    return Issue.objects.for_reading().select_for_update(of=("self",)).get(pk=issue.pk)


def _move(issue: Issue, status: Issue.Status, *changed: str) -> Issue:
    audit.record(action=status.label.lower(), subject=issue, detail=f"was {issue.status}")
    issue.status = status
    issue.save(update_fields=["status", *changed])
    return issue


def _refuse_unapproved(issue: Issue) -> None:
    if issue.status == Issue.Status.WITHDRAWN:
        raise CannotPublish("This issue was withdrawn. Restore it, then publish a correction.")
    if not issue.approved_sha256:
        raise CannotPublish("The issue has not been approved.")
    if not is_approval_current(issue):
        raise CannotPublish("The text has changed since it was approved. Approve it again.")


def _publish_or_hold(issue: Issue, *, at: datetime) -> bool:
    if reason := too_late(issue.publish_at, at=at):
        _hold(issue, reason)
        return False
    try:
        publish_issue(issue=issue, at=at)
    except CannotPublish as error:
        _hold(issue, str(error))
        return False
    return True


def _hold(issue: Issue, reason: str) -> None:
    """Let a scheduled issue wait for a person, who reads the reason."""
    logger.warning("Issue %s is held: %s", issue.pk, reason)
    scheduled = Issue.objects.filter(pk=issue.pk, status=Issue.Status.SCHEDULED)
    scheduled.update(hold_reason=reason[:240])


def _new_edition(
    issue: Issue, *, number: int, content: Content, sha256: str, at: datetime
) -> Edition:
    edition = issue.editions.create(number=number, content=content, sha256=sha256, published_at=at)
    for kind in Rendition.Kind.values:
        _ring(edition.renditions.create(kind=kind))
    return edition


def _ring(rendition: Rendition) -> None:
    """Ask a worker for a rendition."""
    queue = tasks.queue_for(rendition.kind)
    ring(tasks.render_edition, queue=queue, rendition_id=rendition.pk)
