"""What a mailing sends: frozen with its checksums when it starts, the same for every attempt."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

from bulletins.issues.models import Edition, Rendition
from bulletins.publications.editions import RenditionStatus
from bulletins.rendering.email import mailbox
from bulletins.subscribers.mailer.letter import Content, Letter, Recipient
from bulletins.subscribers.mailer.signing import signer_for
from bulletins.subscribers.models import Mailing
from bulletins.tracker.models import DailyEdition, DailyRendition

# Gmail cuts a mail off above about 102 KB, and the unsubscribe link at its end with it.
LARGEST_HTML = 95_000  # bytes


# What a mail shows or leads to besides what it carries; dailies call theirs the same.
_LINKED = (Rendition.Kind.WEB, Rendition.Kind.MAP_PNG, Rendition.Kind.PDF)


class NotYet(Exception):
    """The mail is still being rendered; nothing is wrong."""


class CannotSend(Exception):
    """This cannot be sent as it is. The message says why, in words for an editor."""


def freeze(mailing: Mailing) -> None:
    """Put the current edition's mail on the mailing, unsaved.

    Raises ``NotYet`` while renditions are being made, ``CannotSend`` when they cannot be sent.
    """
    post = mailing.post
    if not post.is_published:
        raise CannotSend(f"The {post._meta.verbose_name} is {post.status}, so it was not sent.")
    edition = _put_edition(mailing)
    _await_what_it_leads_to(edition)
    publication = post.publication
    mailing.html = _rendition(edition, Rendition.Kind.EMAIL_HTML)
    mailing.text = _rendition(edition, Rendition.Kind.EMAIL_TEXT)
    mailing.html_sha256 = sha256(mailing.html.encode()).hexdigest()
    mailing.text_sha256 = sha256(mailing.text.encode()).hexdigest()
    mailing.subject = f"{'Correction: ' if mailing.is_correction else ''}{edition.content['title']}"
    mailing.sender = mailbox(publication.sender_name, publication.sender_email)
    mailing.reply_to = publication.reply_to
    _refuse_too_large(mailing)
    _refuse_unaddressable(mailing)


def _put_edition(mailing: Mailing) -> Edition | DailyEdition:
    """Let the mailing name the newest edition of what it sends."""
    if mailing.daily:
        mailing.daily_edition = mailing.daily.editions.latest()
        return mailing.daily_edition
    newest = Edition.objects.filter(issue=mailing.issue).latest()
    if mailing.is_correction and mailing.edition != newest:
        raise CannotSend("A newer correction was published meanwhile. Cancel this and send that.")
    mailing.edition = newest
    return newest


def _await_what_it_leads_to(edition: Edition | DailyEdition) -> None:
    """A mail to thousands leads to a page that stands, and to no file that is being drawn.

    One that failed holds nobody up: the desk shows it, and the page does without it.
    """
    linked = edition.renditions.filter(kind__in=_LINKED).exclude(status=RenditionStatus.DONE)
    for rendition in linked:
        if not rendition.is_failed:
            raise NotYet(f"The {rendition.get_kind_display()} is still being made.")
        if rendition.kind == Rendition.Kind.WEB:
            raise CannotSend(f"The web page could not be made: {rendition.error}")


def letter(mailing: Mailing) -> Letter:
    """The mailing as bytes. Raises ``CannotSend`` if what was frozen is not what is stored."""
    if sha256(mailing.html.encode()).hexdigest() != mailing.html_sha256:
        raise CannotSend("The mail was changed after it was frozen. Nothing was sent.")
    return _letter(mailing)


def _letter(mailing: Mailing) -> Letter:
    content = _content(mailing)
    return Letter(content, signer_for(content.domain))


def _content(mailing: Mailing) -> Content:
    sender_domain = mailing.sender.rpartition("@")[2].rstrip(">")
    return Content(
        mailing_id=mailing.pk,
        subject=mailing.subject,
        sender=mailing.sender,
        reply_to=mailing.reply_to,
        text=mailing.text,
        html=mailing.html,
        date=mailing.started_at or mailing.queued_at,
        list_name=mailing.post.publication.slug,
        site_url=settings.SITE_URL,
        domain=sender_domain,
        bounce_domain=settings.BOUNCE_DOMAIN,
        idempotency_header=settings.SMTP_IDEMPOTENCY_HEADER,
    )


def _rendition(edition: Edition | DailyEdition, kind: Rendition.Kind) -> str:
    """The text of a finished rendition, checked against its checksum."""
    rendition: Rendition | DailyRendition | None = edition.renditions.filter(kind=kind).first()
    if rendition is None or not (rendition.is_done or rendition.is_failed):
        raise NotYet(f"The {kind.label} is still being made.")
    if rendition.is_failed:
        raise CannotSend(f"The {kind.label} could not be made: {rendition.error}")
    with rendition.file.open("rb") as file:
        body: bytes = file.read()
    if sha256(body).hexdigest() != rendition.sha256:
        raise CannotSend(f"The {kind.label} on disk is not the one that was made.")
    return body.decode()


def _refuse_too_large(mailing: Mailing) -> None:
    size = len(mailing.html.encode())
    if size > LARGEST_HTML:
        raise CannotSend(
            f"The mail has {size / 1000:.0f} KB of HTML; Gmail cuts off what is above 102 KB, so "
            f"{LARGEST_HTML / 1000:.0f} KB is the most. Shorten the issue and publish a correction."
        )


def _refuse_unaddressable(mailing: Mailing) -> None:
    """Write one copy for nobody: what would fail for every reader fails here, once."""
    example = Recipient(2**40, 2**40, 2**40, "reader@example.org", wants_text=False)
    try:
        _letter(mailing).to(example)
    except ValueError as error:
        raise CannotSend(f"The mail cannot be written: {error}") from error
