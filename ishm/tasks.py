"""Doors that call services. They stand above the rooms, since a room's own tasks lie below them."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.desk.services import old_pictures
from bulletins.desk.services.presence import forget_presence
from bulletins.importing import uploads
from bulletins.issues import promotion
from bulletins.issues import services as issues
from bulletins.public import services as public
from bulletins.revisions.services import empty_bin
from bulletins.subscribers.services import deliverability, mailings, people
from bulletins.tracker import services as tracker
from ishm import failures


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
    """Do what was asked and got lost with the broker, and forget requests nobody confirmed."""
    people.mail_waiting(at=timezone.now())
    people.forget_unconfirmed(at=timezone.now())
    deliverability.ask_again(at=timezone.now())


@shared_task
def read_archive(*, archive_id: int) -> None:
    """Read on in an archive that was handed in at the desk."""
    uploads.read_some(archive_id=archive_id, at=timezone.now())


@shared_task
def read_archives() -> None:
    """Go on with archives whose worker died or whose task was lost."""
    uploads.ring_for_lost(at=timezone.now())


@shared_task
def bring_in_pictures() -> None:
    """Bring a few pictures of past documents into their drafts."""
    old_pictures.bring_in_waiting(at=timezone.now())


@shared_task
def tidy_desk() -> None:
    """Let go of what lay in the bin for 30 days, and of who was here yesterday."""
    empty_bin(at=timezone.now())
    forget_presence(at=timezone.now())


@shared_task
def index_published() -> None:
    """Bring search, feeds and the API in step with what is published."""
    public.index_published()


@shared_task
def write_pages() -> None:
    """Bring the files up to date from which a front serves published pages by itself."""
    public.write_pages()


@shared_task
def mail_failure(*, kind: str, text: str) -> None:
    """Mail operators an entry of the log; rung by the log itself (``ishm.error_mails``)."""
    failures.tell_operators(kind=kind, text=text, at=timezone.now())
