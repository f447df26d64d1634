"""Doors for Celery: each carries an id, and is safe when run twice, late or not at all."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.tracker import mailer, renditions
from bulletins.tracker.models import DailyRendition


@shared_task
def render_daily(*, rendition_id: int) -> None:
    """Make one rendition of a daily's edition; the row keeps the outcome."""
    renditions.make(rendition_id=rendition_id, at=timezone.now())


@shared_task
def draw_daily_preview(*, preview_id: int) -> None:
    """Draw one form of a draft; the row keeps the outcome."""
    renditions.make_preview(preview_id=preview_id, at=timezone.now())


@shared_task
def tell_of_reply(*, comment_id: int) -> None:
    """Tell a commenter that somebody replied, once, if they asked for it."""
    mailer.tell_of_reply(comment_id=comment_id, at=timezone.now())


def queue_for(kind: str) -> str:
    """PDFs have a worker of their own, since their memory is not given back (WeasyPrint #1950)."""
    return "pdf" if kind == DailyRendition.Kind.PDF else "default"
