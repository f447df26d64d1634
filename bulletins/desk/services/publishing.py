"""On the way to readers: previews, test mails, and the steps an issue takes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk import tasks
from bulletins.desk.models import Preview, TestMail
from bulletins.issues import freezing
from bulletins.issues import services as issues
from bulletins.issues.models import Issue
from bulletins.preflight import services as preflight
from bulletins.tracker import freezing as daily_freezing
from bulletins.tracker.models import DailyUpdate

# Forms whose drawing takes the memory of the workers for PDFs.
_HEAVY = frozenset({Preview.Kind.PDF, Preview.Kind.PROOF})


def content_of(issue: Issue) -> tuple[dict[str, Any], str]:
    """The text as it stands now, and its hash."""
    return freezing.freeze(Issue.objects.for_reading().get(pk=issue.pk))


@only_for("issues.change_entry")
@transaction.atomic
def ask_for_preview(*, issue: Issue, kind: str, at: datetime) -> Preview:
    """Have this form of the draft drawn, unless exactly this text is drawn or being drawn."""
    content, sha256 = content_of(issue)
    preview = Preview.objects.select_for_update().filter(issue=issue, kind=kind).first()
    if preview and preview.sha256 == sha256 and preview.status != Preview.Status.FAILED:
        return preview
    preview, _ = Preview.objects.update_or_create(
        issue=issue,
        kind=kind,
        defaults={
            "sha256": sha256,
            "content": content,
            "status": Preview.Status.WAITING,
            "progress": 5,
            "error": "",
            "asked_at": at,
        },
    )
    ask = partial(
        tasks.draw_preview.apply_async,
        kwargs={"preview_id": preview.pk},
        queue="pdf" if kind in _HEAVY else "default",
    )
    transaction.on_commit(ask, robust=True)
    return preview


@only_for("issues.change_issue")
@transaction.atomic
def send_test(*, issue: Issue, to: User, at: datetime) -> TestMail:
    """Mail the issue as it stands to one colleague, marked as a test."""
    return _mail(
        TestMail.objects.create(issue=issue, person=to, content=content_of(issue)[0], asked_at=at)
    )


@only_for("tracker.change_dailyupdate")
@transaction.atomic
def send_test_of_daily(*, daily: DailyUpdate, to: User, at: datetime) -> TestMail:
    """The same for a daily."""
    content, _ = daily_freezing.freeze(DailyUpdate.objects.for_reading().get(pk=daily.pk))
    return _mail(TestMail.objects.create(daily=daily, person=to, content=content, asked_at=at))


def _mail(test: TestMail) -> TestMail:
    ask = partial(tasks.mail_test.delay, test_id=test.pk)
    transaction.on_commit(ask, robust=True)
    return test


@only_for("issues.approve_issue")
def approve(*, issue: Issue, by: User, at: datetime) -> Issue:
    """Approve the text as it stands, once nothing in it must be fixed.

    Raises ``preflight.Held`` or ``issues.CannotPublish``.
    """
    preflight.refuse_unready(issue=issue, at=at)
    return issues.approve_issue(issue=issue, by=by)
