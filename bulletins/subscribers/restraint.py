"""So that the subscribe form cannot be used to bomb anyone: limits on the mails it causes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bulletins.subscribers.models import Confirmation, Pace, address_hash

logger = logging.getLogger(__name__)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PER_ADDRESS_AND_DAY, PER_ADDRESS_IN_ALL = 1, 3
PER_NETWORK_AND_HOUR = 10
IN_ALL_PER_HOUR = 500


# Whoever asks from the form is answered by one of these, so they share one limit. What a reader
# asks on their own page has one each: who subscribed today may be forgotten today.
FROM_THE_FORM = (Confirmation.Purpose.SUBSCRIBE, Confirmation.Purpose.ALREADY)


def may_be_mailed(email: str, network: str, *, purpose: Confirmation.Purpose, at: datetime) -> bool:
    """Whether one more mail to this address is no nuisance, whoever asks from wherever.

    To be asked in the transaction that records the mail: askers take turns until it is committed,
    so that a hundred at the same instant are counted one after the other.
    """
    _take_turn(at=at)
    purposes = FROM_THE_FORM if purpose in FROM_THE_FORM else (purpose,)
    theirs = Confirmation.objects.filter(email_sha256=address_hash(email), purpose__in=purposes)
    if theirs.filter(requested_at__gt=at - DAY).count() >= PER_ADDRESS_AND_DAY:
        return False
    if theirs.filter(used_at=None).count() >= PER_ADDRESS_IN_ALL:
        return False
    lately = Confirmation.objects.filter(requested_at__gt=at - HOUR)
    if lately.filter(network_sha256=network).count() >= PER_NETWORK_AND_HOUR:
        return False
    if lately.count() < IN_ALL_PER_HOUR:
        return True
    logger.error("More than %s confirmation mails in an hour: no more go out.", IN_ALL_PER_HOUR)
    return False


def _take_turn(*, at: datetime) -> None:
    """One row to lock; on SQLite the transaction itself lets only one in."""
    Pace.objects.get_or_create(name="confirmations", defaults={"used_up_to": at})
    Pace.objects.select_for_update().get(name="confirmations")
