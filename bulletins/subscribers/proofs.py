"""What a mail server's own records say about messages whose outcome we lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bulletins.subscribers import frozen
from bulletins.subscribers.mailer.letter import Recipient
from bulletins.subscribers.models import Mailing

# cleanup names the Message-ID as soon as it reads the header; only the queue manager's line proves
# that the message was taken: a connection lost in the body leaves the first without the second.
_NAMED = re.compile(r"postfix/(?:\w+/)*cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
_TAKEN = re.compile(r"postfix/(?:\w+/)*qmgr\[\d+\]: (\w+): from=")


@dataclass
class Proof:
    """Deliveries in doubt, told apart by what the mail server says it took."""

    accepted: list[int] = field(default_factory=list)
    not_accepted: list[int] = field(default_factory=list)


def message_ids_in_postfix_log(lines: Iterable[str]) -> set[str]:
    """Every Message-ID a Postfix log says was taken into the queue."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for line in lines:
        if match := _NAMED.search(line):
            named[match[1]] = match[2]
        elif match := _TAKEN.search(line):
            taken.add(match[1])
    return {message_id for queue_id, message_id in named.items() if queue_id in taken}


def prove(mailing: Mailing, taken: set[str]) -> Proof:
    """Sort the deliveries in doubt by whether their Message-ID was taken.

    The records must cover the whole mailing: what they do not name counts as not accepted.
    """
    letter = frozen.letter(mailing)
    proof = Proof()
    rows = mailing.deliveries.in_doubt().filter(subscriber__isnull=False)
    for row in rows.values_list("pk", "subscriber_id", "subscription_id", "email", "wants_text"):
        recipient = Recipient(*row)
        is_taken = letter.message_id(recipient) in taken
        (proof.accepted if is_taken else proof.not_accepted).append(recipient.delivery_id)
    return proof
