"""Doors for Celery: each carries an id, and is safe when run twice, late or not at all."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.issues import renditions
from bulletins.issues.models import Rendition


@shared_task
def render_edition(*, rendition_id: int) -> None:
    """Make one rendition of an edition; the row keeps the outcome."""
    renditions.make(rendition_id=rendition_id, at=timezone.now())


def queue_for(kind: str) -> str:
    """What WeasyPrint sets has a worker of its own: its memory is not given back (#1950 there)."""
    return "pdf" if kind in {Rendition.Kind.PDF, Rendition.Kind.CARD_PNG} else "default"
