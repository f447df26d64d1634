"""Doors for Celery: each is safe when run twice, late or not at all."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.issues.models import Issue
from bulletins.preflight import dead_links, renditions, reports
from bulletins.preflight.models import Report


@shared_task
def read_issue(*, issue_id: int) -> None:
    """Check one issue again, after somebody wrote in it."""
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is not None:
        reports.read_again(issue=issue, at=timezone.now())


@shared_task
def read_changed() -> None:
    """The door of the tick: check every unpublished issue that changed since its last reading."""
    for issue in Issue.objects.open().select_related("publication"):
        report = Report.objects.filter(issue=issue).first()
        if not reports.is_current(report, issue):
            reports.read_again(issue=issue, at=timezone.now())


@shared_task
def look_at_renditions() -> None:
    """The door of the tick: draw and check what is about to go out, when it has changed."""
    for issue in Issue.objects.under_review().select_related("publication"):
        if renditions.look_at(issue=issue, at=timezone.now()):
            reports.read_again(issue=issue, at=timezone.now())


@shared_task
def look_behind_links() -> None:
    """The door of the tick: check a few links of each unpublished issue, each link once a day."""
    for issue in Issue.objects.open().select_related("publication"):
        if dead_links.look_behind_some(issue=issue, at=timezone.now()):
            reports.read_again(issue=issue, at=timezone.now())
