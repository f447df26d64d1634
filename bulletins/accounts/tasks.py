"""Doors for Celery: mails about accounts."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from bulletins.accounts import mailer


@shared_task
def send_account_mail(*, mail_id: int) -> None:
    """Send one mail, if it is still to be sent."""
    for mail in mailer.unsent(at=timezone.now()).filter(pk=mail_id):
        mailer.deliver(mail, at=timezone.now())


@shared_task
def send_what_is_left() -> None:
    """Rung by the tick: mails that were lost or refused on their first way."""
    for mail in mailer.unsent(at=timezone.now()):
        mailer.deliver(mail, at=timezone.now())
