"""Mails operators what failed: once an hour for the same failure, and not without end."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from bulletins.accounts.services import post_mail

HOUR = 3600
MOST_AN_HOUR = 20


def tell_operators(*, kind: str, text: str, at: datetime) -> bool:
    """Mail a masked entry of the log to everybody in ``ERROR_MAILS_TO``; whether it was news."""
    if not is_news(kind, at=at):
        return False
    subject = f"{settings.SITE_NAME} failed: {text.splitlines()[0][:120]}"
    for address in settings.ERROR_MAILS_TO:
        post_mail(recipient=address, subject=subject, body=text, at=at)
    return True


def is_news(kind: str, *, at: datetime) -> bool:
    """Not told within the hour, and not one too many for an inbox."""
    if not cache.add(f"failure:{kind}", 1, HOUR):
        return False
    counter = f"failures:{at:%Y%m%d%H}"
    cache.add(counter, 0, HOUR)
    return bool(cache.incr(counter) <= MOST_AN_HOUR)
