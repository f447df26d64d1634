"""Where an issue stands on its way to readers: what the publish page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bulletins.accounts.models import User
from bulletins.desk.access import APPROVE, EDIT, PUBLISH, SEND
from bulletins.desk.findings import Weight, by_weight
from bulletins.desk.models import TestMail
from bulletins.importing.models import ImportedDocument
from bulletins.issues.freezing import freeze
from bulletins.issues.models import Edition, Issue, Rendition
from bulletins.issues.services import is_approval_current
from bulletins.preflight import reports
from bulletins.preflight import services as preflight
from bulletins.preflight.findings import Finding
from bulletins.preflight.models import Dismissal, Report
from bulletins.subscribers.models import Delivery, Mailing, Subscription
from bulletins.subscribers.services import corrections

_WORDS = ["draft", "in review", "approved", "scheduled", "published"]


@dataclass(frozen=True)
class Stage:
    """One word of the way from draft to published."""

    word: str
    is_current: bool
    is_past: bool


def mailing_of(issue: Issue) -> Mailing | None:
    """The newest mailing of an issue that was not canceled: its own, or its correction's."""
    standing = Mailing.objects.standing().filter(issue=issue)
    return standing.order_by("-queued_at", "-pk").first()


@dataclass
class Publishing:
    """Everything between a draft and its readers, read now."""

    issue: Issue
    viewer: User
    at: datetime

    @classmethod
    def of(cls, issue: Issue, *, viewer: User, at: datetime) -> Publishing:
        """The state of an issue for one colleague."""
        return cls(issue, viewer, at)

    @property
    def stages(self) -> list[Stage]:
        """The way of every issue, and how far this one has come."""
        status = self.issue.status
        here = _WORDS.index(status) if status in _WORDS else len(_WORDS) - 1
        return [Stage(word, n == here, n < here) for n, word in enumerate(_WORDS)]

    @cached_property
    def may(self) -> dict[str, bool]:
        """What the viewer's role allows."""
        permissions = {"edit": EDIT, "approve": APPROVE, "publish": PUBLISH, "send": SEND}
        return {word: self.viewer.has_perm(name) for word, name in permissions.items()}

    @cached_property
    def is_void(self) -> bool:
        """The text was approved and has changed since."""
        if self.issue.status not in {Issue.Status.APPROVED, Issue.Status.SCHEDULED}:
            return False
        whole = Issue.objects.for_reading().get(pk=self.issue.pk)
        return not is_approval_current(whole)

    @cached_property
    def report(self) -> Report | None:
        """The last reading of the issue by preflight."""
        return Report.objects.filter(issue=self.issue).first()

    @cached_property
    def is_report_current(self) -> bool:
        """Nothing was written since that reading."""
        return reports.is_current(self.report, self.issue)

    @cached_property
    def findings(self) -> list[Finding]:
        """What nobody has set aside, the gravest first."""
        return preflight.open_findings(self.report) if self.report else []

    @cached_property
    def holding(self) -> list[Finding]:
        """What must be fixed and no publisher has let pass."""
        return preflight.holding(self.report) if self.report else []

    @cached_property
    def gaps(self) -> list[str]:
        """What is missing altogether: no approval gets past it."""
        if self.issue.is_published:
            return []
        return Issue.objects.for_reading().get(pk=self.issue.pk).gaps()

    @property
    def may_decide(self) -> bool:
        """The viewer may put in corrections and set findings aside."""
        return self.may["edit"] and not self.issue.is_published

    @property
    def weights(self) -> list[Weight]:
        """The findings by how much they matter, and by check."""
        return by_weight(self.findings)

    @cached_property
    def set_aside(self) -> list[Dismissal]:
        """What somebody looked at and left as it is, as long as preflight still finds it."""
        return preflight.standing_dismissals(self.report) if self.report else []

    @cached_property
    def past_document(self) -> ImportedDocument | None:
        """The past document this issue was read from: its readers had it long ago."""
        return ImportedDocument.objects.filter(issue=self.issue).only("pk", "name").first()

    @property
    def is_new(self) -> bool:
        """It has had no readers yet."""
        return self.past_document is None

    @cached_property
    def readers(self) -> int:
        """To how many people it goes."""
        subscriptions = Subscription.objects.filter(publication=self.issue.publication)
        return subscriptions.mailable().count()

    @property
    def due_at(self) -> datetime:
        """When it reaches its readers: as scheduled, or as is usual."""
        return self.issue.send_at or self.issue.publish_at or self._usual_at

    @property
    def wanted_at(self) -> str:
        """When it goes out, or else usually would: the publication's own clock, for an input."""
        zone = self.issue.publication.zone
        return f"{(self.issue.publish_at or self._usual_at).astimezone(zone):%Y-%m-%dT%H:%M}"

    @property
    def _usual_at(self) -> datetime:
        """The usual hour once the period ends; the next one when that is past."""
        publication = self.issue.publication
        usual = publication.usual_send_at(self.issue.period_end)
        if usual > self.at:
            return usual
        tomorrow = self.at.astimezone(publication.zone).date() + timedelta(days=1)
        return publication.usual_send_at(tomorrow)

    @cached_property
    def edition(self) -> Edition | None:
        """What readers see now."""
        return self.issue.editions.prefetch_related("renditions").last()

    @cached_property
    def has_changes(self) -> bool:
        """The text at the desk is no longer what readers see."""
        whole = Issue.objects.for_reading().get(pk=self.issue.pk)
        return self.edition is not None and freeze(whole)[1] != self.edition.sha256

    @cached_property
    def editions(self) -> list[Edition]:
        """All of them, newest first, with their corrections."""
        return list(self.issue.editions.select_related("correction").order_by("-number"))

    @cached_property
    def renditions(self) -> list[Rendition]:
        """The forms of the current edition."""
        return list(self.edition.renditions.all()) if self.edition else []

    @property
    def rendered(self) -> int:
        """How many forms are made."""
        return sum(rendition.is_done for rendition in self.renditions)

    @property
    def has_failed_renditions(self) -> bool:
        """A form could not be made."""
        return any(one.status == Rendition.Status.FAILED for one in self.renditions)

    @cached_property
    def mailing(self) -> Mailing | None:
        """The newest mailing of this issue that was not canceled: its own, or its correction's."""
        return mailing_of(self.issue)

    @cached_property
    def can_be_sent(self) -> bool:
        """It is public, and its readers have not been mailed it."""
        mailed = Mailing.objects.standing().filter(issue=self.issue, is_correction=False)
        return self.issue.is_published and not mailed.exists()

    @cached_property
    def readers_of_earlier(self) -> int:
        """How many people have an earlier edition in their mail, and not the newest one."""
        if not self.issue.is_published or self.edition is None or self.edition.number == 1:
            return 0
        return corrections.readers_of_earlier(issue=self.issue)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Deliveries by state."""
        return self.mailing.counts() if self.mailing else {}

    @property
    def tallies(self) -> list[tuple[str, int]]:
        """The same in the words of the mailing's own page, without what nobody's mail is."""
        counts = self.counts.items()
        return [(str(Delivery.State(state).label).lower(), n) for state, n in counts if n]

    @property
    def settled(self) -> int:
        """Deliveries whose outcome is known, or known to be unknown."""
        words = ("sent", "failed", "skipped", "unknown")
        return sum(self.counts.get(word, 0) for word in words)

    @cached_property
    def test_mails(self) -> list[TestMail]:
        """The viewer's last few."""
        mine = TestMail.objects.filter(issue=self.issue, person=self.viewer)
        return list(mine.defer("content")[:3])

    @property
    def is_moving(self) -> bool:
        """Something is being made or sent; the page looks again in a second."""
        drawing = any(
            one.status in {Rendition.Status.WAITING, Rendition.Status.RENDERING}
            for one in self.renditions
        )
        mail = self.mailing
        sending = mail is not None and mail.state in {
            Mailing.State.RUNNING,
            Mailing.State.SCHEDULED,
        }
        testing = any(test.is_moving for test in self.test_mails)
        return drawing or sending or testing
