"""Proof of life."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.publications.models import Heartbeat


@shared_task
def note_heartbeat() -> None:
    """Rung by the tick: beat, broker, worker and database are all there."""
    Heartbeat.note(at=timezone.now())
