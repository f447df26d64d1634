"""Hands mails about accounts to the mail server."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from bulletins.accounts.models import AccountMail
from bulletins.rendering.notices import notice

# A link in a mail that comes a day late would puzzle more than it helps.
KEEPS_TRYING = timedelta(hours=24)


def unsent(*, at: datetime) -> QuerySet[AccountMail]:
    """What is still to be sent; nothing in a copy that may not send."""
    if not settings.SENDING_ENABLED:
        return AccountMail.objects.none()
    return AccountMail.objects.filter(sent_at=None, created_at__gt=at - KEEPS_TRYING)


def deliver(mail: AccountMail, *, at: datetime) -> bool:
    """Send one; whether the mail server took it. A failure stays in the row and is tried again.

    Two workers may send the same one twice, which is harmless here.
    """
    try:
        _message(mail).send()
    except (SMTPException, OSError) as error:
        AccountMail.objects.filter(pk=mail.pk).update(error=str(error)[:240])
        return False
    AccountMail.objects.filter(pk=mail.pk).update(sent_at=at, body="", error="")
    return True


def _message(mail: AccountMail) -> EmailMultiAlternatives:
    site = settings.SITE_NAME
    title = mail.subject.removeprefix(f"{site}: ")
    message = notice(mail.body, subject=mail.subject, sender=site, title=title)
    message.to = [mail.recipient]
    return message
