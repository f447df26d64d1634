"""Mails to one person about their own subscription: confirm, already subscribed, data, erasure."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from bulletins.publications.models import Publication
from bulletins.rendering.email import mailbox
from bulletins.rendering.inlining import mail_html
from bulletins.rendering.notices import AUTOMATIC
from bulletins.subscribers.models import Confirmation
from bulletins.subscribers.tokens import one_time_token

_PAGES = {
    Confirmation.Purpose.SUBSCRIBE: "subscribe/confirm",
    Confirmation.Purpose.ALREADY: "",
    Confirmation.Purpose.EXPORT: "preferences/data",
    Confirmation.Purpose.ERASE: "preferences/erase",
}


def mail_confirmation(*, confirmation_id: int, at: datetime) -> bool:
    """Mail a request to its owner, once. False when it was mailed already or is over.

    The row is marked before the mail goes and unmarked if it could not go, so the tick asks again.
    """
    waiting = Confirmation.objects.filter(pk=confirmation_id, used_at=None, expires_at__gt=at)
    token, token_sha256 = one_time_token()
    if not waiting.filter(mailed_at=None).update(mailed_at=at, token_sha256=token_sha256):
        return False
    try:
        _message(waiting.get(), token).send()
    except Exception:  # Whatever the backend raises: nothing was promised, and the row waits.
        waiting.update(mailed_at=None)
        raise
    return True


def _message(confirmation: Confirmation, token: str) -> EmailMultiAlternatives:
    publications = list(confirmation.publications.all())
    sender = publications[0] if publications else Publication.objects.order_by("pk").first()
    if sender is None:
        raise RuntimeError("There is no publication whose name could stand under this mail.")
    page = _PAGES[Confirmation.Purpose(confirmation.purpose)]
    context = {
        "confirmation": confirmation,
        "publications": publications,
        "publication": sender,
        "address": f"{settings.SITE_URL}/{page}/{token}/" if page else "",
        "site_url": settings.SITE_URL,
    }
    folder = f"mail/{confirmation.purpose}"
    message = EmailMultiAlternatives(
        subject=render_to_string(f"{folder}.subject.txt", context).strip(),
        body=render_to_string(f"{folder}.txt", context),
        from_email=mailbox(sender.sender_name, sender.sender_email),
        to=[confirmation.email],
        headers={**AUTOMATIC},
    )
    html = render_to_string(f"{folder}.html", context)
    message.attach_alternative(mail_html(html), "text/html")
    return message
