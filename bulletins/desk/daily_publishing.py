"""Where a daily stands on its way to readers: what its publish page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bulletins.accounts.models import User
from bulletins.desk.access import PUBLISH_DAILY
from bulletins.desk.models import TestMail
from bulletins.issues.models import Entry
from bulletins.subscribers.models import Mailing, Subscription
from bulletins.tracker import freezing
from bulletins.tracker.models import DailyEdition, DailyRendition, DailyUpdate


@dataclass
class DailyPublishing:
    """Everything between a daily and its readers, read now."""

    update: DailyUpdate
    viewer: User
    at: datetime

    @cached_property
    def may_publish(self) -> bool:
        """The viewer's role allows it."""
        return self.viewer.has_perm(PUBLISH_DAILY)

    @cached_property
    def gaps(self) -> list[str]:
        """What still stands between it and publication."""
        return self.update.gaps()

    @cached_property
    def readers(self) -> int:
        """To how many people it goes."""
        subscriptions = Subscription.objects.filter(publication=self.update.publication)
        return subscriptions.mailable().count()

    @property
    def wanted_at(self) -> str:
        """When it goes out, or a proposal: an hour from now, by the publication's own clock."""
        moment = self.update.publish_at or self.at + timedelta(hours=1)
        return f"{moment.astimezone(self.update.publication.zone):%Y-%m-%dT%H:%M}"

    @cached_property
    def editions(self) -> list[DailyEdition]:
        """All of them, newest first."""
        found = self.update.editions.defer("content").prefetch_related("renditions")
        return list(found.order_by("-number"))

    @property
    def edition(self) -> DailyEdition | None:
        """What readers see now."""
        return self.editions[0] if self.editions else None

    @cached_property
    def has_changed(self) -> bool:
        """The text differs from what readers see."""
        if self.edition is None:
            return False
        whole = DailyUpdate.objects.for_reading().get(pk=self.update.pk)
        return freezing.freeze(whole)[1] != self.edition.sha256

    @cached_property
    def told(self) -> list[Entry]:
        """Entries of the week that hear of a correction."""
        entries = Entry.objects.filter(promoted_from__update=self.update)
        return list(entries.select_related("author", "promoted_from"))

    @cached_property
    def renditions(self) -> list[DailyRendition]:
        """The forms of the current edition."""
        return list(self.edition.renditions.all()) if self.edition else []

    @property
    def rendered(self) -> int:
        """How many forms are made."""
        return sum(one.is_done for one in self.renditions)

    @property
    def has_failed_renditions(self) -> bool:
        """A form could not be made."""
        return any(one.is_failed for one in self.renditions)

    @cached_property
    def mailing(self) -> Mailing | None:
        """The one mailing of this daily that was not canceled."""
        return Mailing.objects.standing().filter(daily=self.update).first()

    @cached_property
    def test_mails(self) -> list[TestMail]:
        """The viewer's last few."""
        mine = TestMail.objects.filter(daily=self.update, person=self.viewer)
        return list(mine.defer("content")[:3])

    @property
    def is_moving(self) -> bool:
        """Something is being made or sent; the page looks again in a second."""
        drawing = any(not (one.is_done or one.is_failed) for one in self.renditions)
        return drawing or any(test.is_moving for test in self.test_mails)
