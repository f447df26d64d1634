"""The desk's few mails, to colleagues only."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.template.loader import render_to_string

from bulletins.desk import previews
from bulletins.desk.models import Mention, TestMail
from bulletins.desk.subjects import address_of
from bulletins.issues import documents
from bulletins.issues.models import Rendition
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
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


def send_test(test: TestMail, *, at: datetime) -> None:
    """The mail as readers would get it, to one colleague; its personal links lead nowhere."""
    edition = previews.edition_of(test, at=at)
    publication = test.issue.publication
    mail = EmailMultiAlternatives(
        subject=f"[Test] {test.content['title']}",
        body=_without_links(documents.draw(edition, Rendition.Kind.EMAIL_TEXT).decode()),
        from_email=f"{publication.sender_name} <{publication.sender_email}>",
        to=[test.person.email],
    )
    mail.attach_alternative(_without_links(previews.mail_html(edition).decode()), "text/html")
    mail.send()


def _without_links(text: str) -> str:
    """Nobody subscribed, so nobody can leave."""
    for placeholder in (UNSUBSCRIBE_URL, PREFERENCES_URL):
        text = text.replace(placeholder, f"{settings.SITE_URL}/desk/")
    return text
