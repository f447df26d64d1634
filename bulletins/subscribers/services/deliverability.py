"""Asking how other mail servers see ours. Workers look; here is only asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from bulletins.accounts import audit
from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.publications.doorbell import ring
from bulletins.publications.models import Publication
from bulletins.subscribers import tasks
from bulletins.subscribers.deliverability.arrival import LARGEST
from bulletins.subscribers.mailer.letter import is_safe_address
from bulletins.subscribers.models import DeliverabilityCheck

# A lost task is asked for again, but nobody waits longer than this for an answer.
_ASKED_AGAIN_FOR = timedelta(minutes=30)
_NOT_TWICE_WITHIN = timedelta(seconds=30)


class CannotCheck(Exception):
    """This cannot be checked. The message says why, in words for an editor."""


@only_for("issues.send_issue")
def request_check(*, publication: Publication, by: User, at: datetime) -> DeliverabilityCheck:
    """Have a worker look at the names of a publication's sender and mail ``by`` a test.

    Asking twice at once returns the check that was asked for first. Raises ``CannotCheck``.
    """
    if not is_safe_address(by.email):
        raise CannotCheck("Your account has no address the test mail could go to.")
    lately = DeliverabilityCheck.objects.filter(publication=publication, requested_by=by)
    if check := lately.filter(requested_at__gt=at - _NOT_TWICE_WITHIN).first():
        return check
    check = DeliverabilityCheck.objects.create(
        publication=publication, requested_by=by, requested_at=at, mail_to=by.email
    )
    audit.record(action="checked deliverability", subject=publication, at=at)
    _ring(check)
    return check


@only_for("issues.send_issue")
def hand_in_mail(*, check: DeliverabilityCheck, source: str) -> None:
    """Have the source of the test mail read, as it arrived. Raises ``CannotCheck``."""
    if not source.strip():
        raise CannotCheck("Paste the whole source of the test mail, its headers too.")
    if len(source.encode()) > LARGEST:
        raise CannotCheck("This is too long for our test mail.")
    check.source = source
    check.save(update_fields=["source"])
    _ring(check)


def ask_again(*, at: datetime) -> None:
    """Ring for checks whose task was lost with the broker."""
    lately = DeliverabilityCheck.objects.filter(requested_at__gt=at - _ASKED_AGAIN_FOR)
    for check in lately.unfinished():
        _ring(check)


def _ring(check: DeliverabilityCheck) -> None:
    ring(tasks.check_deliverability, queue="mail", check_id=check.pk)
