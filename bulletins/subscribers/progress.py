"""How far a mailing is: counted from its rows, with its pace and the time that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bulletins.subscribers.models import Delivery, Mailing

# Long enough to even out the windows of the workers, short enough to show that it got stuck.
LATELY = timedelta(seconds=60)
_OPEN = (Delivery.State.QUEUED, Delivery.State.CLAIMED, Delivery.State.SENDING)


@dataclass(frozen=True)
class Progress:
    """The state of a mailing at one moment."""

    recipients: int
    counts: dict[str, int]
    per_second: float

    @classmethod
    def of(cls, mailing: Mailing, *, at: datetime) -> Progress:
        """Count it now: one query, and one more for the pace while it runs."""
        return cls(mailing.recipients, mailing.counts(), _pace(mailing, at))

    @property
    def waiting(self) -> int:
        """Deliveries whose outcome is still to come."""
        return sum(self.counts[state] for state in _OPEN)

    @property
    def settled(self) -> int:
        """Deliveries whose outcome is known, or known to be unknown."""
        return sum(self.counts.values()) - self.waiting

    @property
    def adds_up(self) -> bool:
        """Every reader of the frozen list is in exactly one state."""
        return sum(self.counts.values()) == self.recipients

    @property
    def time_left(self) -> timedelta | None:
        """At the present pace; None when nothing moves or nothing is left."""
        if not (self.per_second and self.waiting):
            return None
        return timedelta(seconds=self.waiting / self.per_second)


def _pace(mailing: Mailing, at: datetime) -> float:
    """Deliveries settled per second in the last minute, or since the start if that is shorter."""
    if mailing.state != Mailing.State.RUNNING or mailing.started_at is None:
        return 0.0
    span = max(min(LATELY, at - mailing.started_at), timedelta(seconds=1))
    lately = mailing.deliveries.filter(settled_at__gt=at - span).count()
    return lately / span.total_seconds()
