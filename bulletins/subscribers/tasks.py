"""Doors for Celery: ids in, no recipients; lost, late or doubled, they do no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.subscribers import notices, rounds
from bulletins.subscribers.deliverability import checking


@shared_task
def deliver_some(*, mailing_id: int) -> None:
    """Deliver a mailing for a while, each message at most once; then make room and ring again."""
    if rounds.run(mailing_id):
        deliver_some.apply_async(kwargs={"mailing_id": mailing_id}, queue="mail")


@shared_task
def mail_confirmation(*, confirmation_id: int) -> None:
    """Mail the owner of an address what was asked in their name."""
    notices.mail_confirmation(confirmation_id=confirmation_id, at=timezone.now())


@shared_task
def check_deliverability(*, check_id: int) -> None:
    """Look at our names in the DNS, hand a test mail over, or read the one that arrived."""
    checking.carry_out(check_id, at=timezone.now())
