"""The desk's few mails, to colleagues only."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from bulletins.desk.models import Mention
from bulletins.desk.subjects import address_of
from bulletins.revisions.models import Versioned


def tell(mention: Mention) -> None:
    """Mail somebody the remark that names them, with the way to it."""
    remark = mention.remark
    address = address_of(cast("Versioned", remark.subject))
    context = {
        "remark": remark,
        "address": f"{settings.SITE_URL}{address}#remark-{remark.pk}",
    }
    # A newline in a subject would be a second header; names are typed by people.
    author = " ".join(str(remark.author or "A colleague").split())
    send_mail(
        subject=f"{author} mentioned you at the desk",
        message=render_to_string("desk/mail/mention.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        recipient_list=[mention.person.email],
    )
