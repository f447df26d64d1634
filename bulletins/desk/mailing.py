"""What became of a mailing, in words for whoever looks at its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from bulletins.accounts.models import User
from bulletins.desk.access import SEND
from bulletins.subscribers.models import Bounce, Delivery, Mailing
from bulletins.subscribers.progress import Progress

ROWS = 50
MOST_CAUSES = 8
BOUNCED = "bounced"
SEES_ADDRESSES = "subscribers.view_delivery"
# A page that asks too often would slow down what it watches.
_LOOK_AGAIN, _LOOK_SELDOM, _MANY = 2, 6, 20_000

_WORDS = {
    Delivery.State.QUEUED: ("Queued", "not handed to the mail server yet"),
    Delivery.State.CLAIMED: ("Claimed", "next in line at one of the workers"),
    Delivery.State.SENDING: ("Handed over", "the mail server has not answered yet"),
    Delivery.State.SENT: ("Accepted", "the mail server took it and brings it on its way"),
    Delivery.State.UNKNOWN: (
        "Unknown",
        "the line broke before the answer: it may have arrived; never sent again by itself",
    ),
    Delivery.State.FAILED: ("Failed", "refused, or given up after many attempts"),
    Delivery.State.SKIPPED: ("Skipped", "left out on purpose: see the reason"),
}


@dataclass(frozen=True)
class Tally:
    """How many readers are in one state, and what the state means."""

    state: str
    word: str
    meaning: str
    count: int


@dataclass(frozen=True)
class Cause:
    """Why some of them did not simply get it."""

    word: str
    reason: str
    answer: str
    count: int


@dataclass(frozen=True)
class Row:
    """One reader's mail, the address shortened for those who need not know it."""

    delivery: Delivery
    address: str
    word: str


@dataclass
class MailingPage:
    """One mailing as one colleague may see it, counted now."""

    mailing: Mailing
    viewer: User
    at: datetime

    @cached_property
    def progress(self) -> Progress:
        """Counts, pace, time left."""
        return Progress.of(self.mailing, at=self.at)

    @cached_property
    def tallies(self) -> list[Tally]:
        """Every state in the order of a mail's way."""
        counts = self.progress.counts
        return [Tally(state, *words, counts[state]) for state, words in _WORDS.items()]

    @cached_property
    def causes(self) -> list[Cause]:
        """The commonest reasons for failing, being skipped or being in doubt."""
        rows = self.mailing.deliveries.filter(state__in=["failed", "skipped", "unknown"])
        grouped = rows.order_by().values("state", "reason", "reply_code").annotate(rows=Count("pk"))
        return [
            Cause(
                _WORDS[Delivery.State(row["state"])][0],
                row["reason"] or "no reason given",
                str(row["reply_code"] or ""),
                row["rows"],
            )
            for row in grouped.order_by("-rows", "state", "reason")[:MOST_CAUSES]
        ]

    @cached_property
    def bounces(self) -> list[tuple[str, int]]:
        """What came back after the mail server had taken it, by kind."""
        found = Bounce.objects.filter(delivery__mailing=self.mailing).order_by()
        counts = dict(found.values_list("kind").annotate(Count("pk")))
        return [(kind.label, counts[kind.value]) for kind in Bounce.Kind if kind.value in counts]

    @property
    def may_send(self) -> bool:
        """The viewer may pause, retry and settle what is in doubt."""
        return self.viewer.has_perm(SEND)

    @property
    def sees_addresses(self) -> bool:
        """The viewer looks after readers."""
        return self.viewer.has_perm(SEES_ADDRESSES)

    @property
    def is_moving(self) -> bool:
        """The page looks again by itself."""
        return self.mailing.state in {Mailing.State.RUNNING, Mailing.State.SCHEDULED}

    @property
    def look_again(self) -> int:
        """After how many seconds."""
        return _LOOK_SELDOM if self.mailing.recipients > _MANY else _LOOK_AGAIN

    @property
    def signature(self) -> str:
        """Changes whenever something else can be done than before."""
        counts = self.progress.counts
        return f"{self.mailing.state}-{bool(counts['failed']):d}{bool(counts['unknown']):d}"

    def readers(self, *, state: str, words: str, page: str | None) -> Page[Delivery]:
        """One page of the readers in this state whose address holds these words."""
        found: QuerySet[Delivery] = self.mailing.deliveries.prefetch_related("bounces")
        if state == BOUNCED:
            found = found.filter(pk__in=Bounce.objects.values("delivery"))
        elif state:
            found = found.filter(state=state)
        if words and self.sees_addresses:
            found = found.filter(email__icontains=words)
        return Paginator(found, ROWS).get_page(page)

    def rows(self, page: Page[Delivery]) -> list[Row]:
        """What the table shows of them."""
        return [self._row(delivery) for delivery in page]

    def _row(self, delivery: Delivery) -> Row:
        address = delivery.email if self.sees_addresses else shortened(delivery.email)
        return Row(delivery, address, _WORDS[Delivery.State(delivery.state)][0])


def shortened(address: str) -> str:
    """“huda@example.org” → “h…@example.org”: enough to tell rows apart, too little to write to."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}…@{host}"


def accepted_by(mailings: Iterable[Mailing]) -> dict[int, dict[str, int]]:
    """Mailing → state → readers, for a list of mailings in one query."""
    found: dict[int, dict[str, int]] = {mailing.pk: {} for mailing in mailings}
    rows = Delivery.objects.filter(mailing__in=found).order_by().values("mailing", "state")
    for row in rows.annotate(rows=Count("pk")):
        found[row["mailing"]][row["state"]] = row["rows"]
    return found
