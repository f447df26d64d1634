"""The desk's few mails, to colleagues only."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from bulletins.desk import previews
from bulletins.desk.models import Mention, TestMail
from bulletins.desk.subjects import address_of
from bulletins.issues import documents
from bulletins.issues.models import Issue, Rendition
from bulletins.publications.models import Publication
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL, mailbox
from bulletins.rendering.notices import notice
from bulletins.revisions.models import Versioned
from bulletins.tracker import documents as daily_documents
from bulletins.tracker.models import DailyEdition, DailyRendition, DailyUpdate


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
    mail = notice(
        render_to_string("desk/mail/mention.txt", context),
        subject=f"{author} mentioned you at the desk",
        sender=settings.SITE_NAME,
    )
    mail.to = [mention.person.email]
    mail.send()


def send_test(test: TestMail, *, at: datetime) -> None:
    """The mail as readers would get it, to one colleague; its personal links lead nowhere."""
    if test.daily:
        text, html, publication = _of_daily(test, test.daily)
    else:
        text, html, publication = _of_issue(test, cast("Issue", test.issue), at=at)
    mail = EmailMultiAlternatives(
        subject=f"[Test] {test.content['title']}",
        body=_without_links(text),
        from_email=mailbox(publication.sender_name, publication.sender_email),
        to=[test.person.email],
    )
    mail.attach_alternative(_without_links(html), "text/html")
    mail.send()


def _of_issue(test: TestMail, issue: Issue, *, at: datetime) -> tuple[str, str, Publication]:
    """Text part, HTML part, and whose sender it has."""
    edition = previews.edition_of(issue, test.content, at=at)
    text = documents.draw(edition, Rendition.Kind.EMAIL_TEXT).decode()
    return text, previews.mail_html(edition).decode(), issue.publication


def _of_daily(test: TestMail, daily: DailyUpdate) -> tuple[str, str, Publication]:
    """The same of a daily."""
    edition = DailyEdition(update=daily, number=0, content=test.content, published_at=test.asked_at)
    text, html = (
        daily_documents.draw(edition, kind).decode()
        for kind in (DailyRendition.Kind.EMAIL_TEXT, DailyRendition.Kind.EMAIL_HTML)
    )
    return text, html, daily.publication


def _without_links(text: str) -> str:
    """Nobody subscribed, so nobody can leave."""
    for placeholder in (UNSUBSCRIBE_URL, PREFERENCES_URL):
        text = text.replace(placeholder, f"{settings.SITE_URL}/desk/")
    return text
