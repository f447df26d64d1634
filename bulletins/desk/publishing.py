"""Where an issue stands on its way to readers: what the publish page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bulletins.accounts.models import User
from bulletins.desk.access import APPROVE, EDIT, PUBLISH, SEND
from bulletins.desk.models import TestMail
from bulletins.issues.models import Edition, Issue, Rendition
from bulletins.issues.services import is_approval_current
from bulletins.preflight import reports
from bulletins.preflight import services as preflight
from bulletins.preflight.findings import Finding, Severity
from bulletins.preflight.models import Report
from bulletins.subscribers.models import Mailing, Subscription

_WORDS = ["draft", "in review", "approved", "scheduled", "published"]
_PLACES = {"entry": "entry", "takeaway": "takeaway"}


@dataclass(frozen=True)
class Stage:
    """One word of the way from draft to published."""

    word: str
    is_current: bool
    is_past: bool


@dataclass(frozen=True)
class Note:
    """A finding, and where at the desk it is put right."""

    finding: Finding
    kind: str
    pk: int | None

    @classmethod
    def about(cls, finding: Finding) -> Note:
        """“entry:12” and “takeaway:3:summary” have a page of their own."""
        kind, _, rest = finding.place.partition(":")
        key = rest.partition(":")[0]
        if kind in _PLACES and key.isdecimal():
            return cls(finding, kind, int(key))
        return cls(finding, "", None)


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
    def notes(self) -> list[Note]:
        """What nobody has set aside, the gravest first."""
        if self.report is None:
            return []
        return [Note.about(finding) for finding in preflight.open_findings(self.report)]

    @cached_property
    def holding(self) -> list[Finding]:
        """What must be fixed and no publisher has let pass."""
        return preflight.holding(self.report) if self.report else []

    @property
    def groups(self) -> list[tuple[str, list[Note]]]:
        """The findings by how much they matter."""
        by_severity = (
            (str(severity), [note for note in self.notes if note.finding.severity == severity])
            for severity in Severity
        )
        return [(words, notes) for words, notes in by_severity if notes]

    @cached_property
    def readers(self) -> int:
        """To how many people it goes."""
        subscriptions = Subscription.objects.filter(publication=self.issue.publication)
        return subscriptions.mailable().count()

    @property
    def wanted_at(self) -> str:
        """When it goes out, or else usually would: the publication's own clock, for an input."""
        zone = self.issue.publication.zone
        return f"{(self.issue.publish_at or self._usual_at).astimezone(zone):%Y-%m-%dT%H:%M}"

    @property
    def _usual_at(self) -> datetime:
        """The usual hour after the period; the next one when that is past."""
        publication = self.issue.publication
        usual = publication.usual_send_at(self.issue.period_end + timedelta(days=1))
        if usual > self.at:
            return usual
        tomorrow = self.at.astimezone(publication.zone).date() + timedelta(days=1)
        return publication.usual_send_at(tomorrow)

    @cached_property
    def edition(self) -> Edition | None:
        """What readers see now."""
        return self.issue.editions.prefetch_related("renditions").last()

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
        """The one mailing of this issue that was not canceled."""
        return Mailing.objects.standing().filter(issue=self.issue).first()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Deliveries by state."""
        return self.mailing.counts() if self.mailing else {}

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
        testing = any(not (test.sent_at or test.error) for test in self.test_mails)
        return drawing or sending or testing
