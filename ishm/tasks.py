"""Doors that call services. They stand above the rooms, since a room's own tasks lie below them."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.desk.services.presence import forget_presence
from bulletins.issues import promotion
from bulletins.issues import services as issues
from bulletins.public import services as public
from bulletins.revisions.services import empty_bin
from bulletins.subscribers.services import mailings, people
from bulletins.tracker import services as tracker


@shared_task
def publish_due() -> None:
    """Publish scheduled issues, and ask again for renditions that got lost."""
    issues.publish_due(at=timezone.now())
    issues.sweep_renditions(at=timezone.now())


@shared_task
def publish_due_dailies() -> None:
    """Publish scheduled dailies, find lost renditions, and tell editors of corrections."""
    tracker.publish_due(at=timezone.now())
    tracker.sweep_renditions(at=timezone.now())
    promotion.tell_of_drifts()


@shared_task
def send_due() -> None:
    """Start due mailings, free what a dead worker held, and call workers to what is under way."""
    mailings.send_due(at=timezone.now())


@shared_task
def mind_subscribers() -> None:
    """Mail confirmations whose task was lost, and forget requests nobody confirmed."""
    people.mail_waiting(at=timezone.now())
    people.forget_unconfirmed(at=timezone.now())


@shared_task
def tidy_desk() -> None:
    """Let go of what lay in the bin for 30 days, and of who was here yesterday."""
    empty_bin(at=timezone.now())
    forget_presence(at=timezone.now())


@shared_task
def index_published() -> None:
    """Bring search, feeds and the API in step with what is published."""
    public.index_published()
