"""What a worker does for one check: each step once, and each safe to be asked for twice."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings

from bulletins.rendering.email import mailbox
from bulletins.subscribers.deliverability import arrival, names
from bulletins.subscribers.deliverability.verdicts import State, Verdict
from bulletins.subscribers.mailer.backends import line_for
from bulletins.subscribers.mailer.letter import Content, Letter, Recipient
from bulletins.subscribers.mailer.outcomes import Outcome, Result
from bulletins.subscribers.mailer.signing import CannotSign, signer_for
from bulletins.subscribers.models import DeliverabilityCheck

_TEXT = """This is a test of the bulletin's mail, sent to you alone.

Show its source ("Show original", "View source"), copy all of it, and paste it into the
deliverability page of the desk. Nothing else needs to be done.
"""
_NOBODY = 0  # no mailing and no subscription has this number: its links lead nowhere


def carry_out(check_id: int, *, at: datetime) -> None:
    """Do what is still to be done for a check."""
    check = DeliverabilityCheck.objects.select_related("publication").get(pk=check_id)
    mine = DeliverabilityCheck.objects.filter(pk=check_id)
    # Marked before it goes, as with every mail: better none than two.
    if mine.filter(mailed_at=None).update(mailed_at=at):
        mine.update(answer=_mail(check, at=at)[:300])
    if check.looked_at is None:
        verdicts = [each.as_json() for each in _look(check)]
        mine.update(names=verdicts, looked_at=at)
    if check.source:
        verdicts = [each.as_json() for each in _read(check)]
        mine.filter(source=check.source).update(arrival=verdicts, read_at=at, source="")


def _look(check: DeliverabilityCheck) -> list[Verdict]:
    found = names.look(_sender(check))
    if settings.DKIM_KEY_FILE:
        found.append(_own_key(check.domain))
    return found


def _sender(check: DeliverabilityCheck) -> names.Sender:
    return names.Sender(
        domain=check.domain,
        envelope_domain=settings.BOUNCE_DOMAIN or check.domain,
        selector=settings.DKIM_SELECTOR,
        dkim_domain=settings.DKIM_DOMAIN or check.domain,
        addresses=tuple(settings.SENDING_ADDRESSES) or names.addresses_of(settings.EMAIL_HOST),
    )


def _own_key(domain: str) -> Verdict:
    """Whether we could sign; a wrong file would hold the next mailing."""
    try:
        signer_for(domain)
    except CannotSign as error:
        return Verdict("Our own key", State.BAD, str(error), "Correct DKIM_KEY_FILE.")
    return Verdict("Our own key", State.GOOD, "Every copy is signed here.")


def _read(check: DeliverabilityCheck) -> list[Verdict]:
    message_id = _letter(check, at=check.requested_at).message_id(_recipient(check))
    return arrival.read(check.source, domain=check.domain, message_id=message_id)


def _mail(check: DeliverabilityCheck, *, at: datetime) -> str:
    """Hand the test mail over just as a bulletin is; what was answered, in words."""
    if not settings.SENDING_ENABLED:
        return "Not sent: sending is switched off (SENDING_ENABLED)."
    try:
        line = line_for(_letter(check, at=at), mails_per_connection=1)
    except CannotSign as error:
        return f"Not sent: {error}"
    (outcome,) = line.deliver([_recipient(check)], until=float("inf"))
    line.close()
    return _in_words(outcome)


def _in_words(outcome: Outcome) -> str:
    answer = f"{outcome.code or ''} {outcome.reply}".strip()
    if outcome.result is Result.SENT:
        return f"Accepted: {answer}"
    if outcome.result is Result.UNKNOWN:
        return f"It may have been accepted: {outcome.reason}"
    return f"Not accepted: {answer or outcome.reason}"


def _recipient(check: DeliverabilityCheck) -> Recipient:
    return Recipient(_NOBODY, check.pk, _NOBODY, check.mail_to, wants_text=True)


def _letter(check: DeliverabilityCheck, *, at: datetime) -> Letter:
    publication = check.publication
    sender = mailbox(publication.sender_name, publication.sender_email)
    content = Content(
        mailing_id=_NOBODY,
        subject=f"Test of the mail of {publication.name}, {at:%B %-d, %H:%M} UTC",
        sender=sender,
        reply_to=publication.reply_to,
        text=_TEXT,
        html="",
        date=at,
        list_name=publication.slug,
        site_url=settings.SITE_URL,
        domain=parseaddr(sender)[1].rpartition("@")[2],
        bounce_domain=settings.BOUNCE_DOMAIN,
    )
    return Letter(content, signer_for(content.domain))
