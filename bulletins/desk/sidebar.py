"""What stands beside a text while it is written."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from bulletins.accounts.models import User
from bulletins.desk import outlets
from bulletins.desk.models import Assignment, Remark
from bulletins.desk.subjects import Text
from bulletins.desk.tallies import unsupported_numbers
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.issues.promotion import Drift, drifts
from bulletins.revisions.models import Versioned

_NOTICES = {
    Issue.Status.APPROVED: "This issue is approved. Any change voids the approval.",
    Issue.Status.SCHEDULED: "This issue is approved and scheduled. Any change voids the approval, "
    "and it will wait for a new one.",
    Issue.Status.PUBLISHED: "This issue is published. Readers see a change only with a correction.",
}


@dataclass(frozen=True)
class Sidebar:
    """The surroundings of one entry or takeaway."""

    subject: Text
    issue: Issue | None
    remarks: list[Remark]
    person: User | None
    people: QuerySet[User]

    @classmethod
    def of(cls, subject: Text, *, viewer: User) -> Sidebar:
        """Read it for one text."""
        remarks = Remark.objects.about(subject).select_related("author", "resolved_by")
        assigned = Assignment.objects.about(subject).select_related("person").first()
        return cls(
            subject=subject,
            issue=issue_of(subject),
            remarks=list(remarks),
            person=assigned.person if assigned else None,
            people=colleagues(),
        )

    @property
    def notice(self) -> str:
        """What a change would set off."""
        return _NOTICES.get(Issue.Status(self.issue.status), "") if self.issue else ""

    @property
    def sections(self) -> list[Takeaway]:
        """Where an entry may be filed: its issue's sections, or those of all open issues."""
        if self.issue:
            return list(self.issue.takeaways.all())
        unfinished = Takeaway.objects.filter(issue__in=Issue.objects.open())
        return list(unfinished.order_by("-issue__period_end", "position"))

    @property
    def outlets(self) -> list[str]:
        """Who is often named as a source."""
        return outlets.often_named()

    @property
    def drift(self) -> Drift | None:
        """What the daily it came from says since it was corrected, until somebody has looked."""
        if not isinstance(self.subject, Entry) or self.subject.promoted_from_id is None:
            return None
        return next(iter(drifts(Entry.objects.filter(pk=self.subject.pk))), None)

    @property
    def unsupported(self) -> list[str]:
        """Numbers of a summary that stand in none of its entries."""
        if not isinstance(self.subject, Takeaway):
            return []
        entries = self.subject.entries.all()
        return unsupported_numbers(self.subject.summary, [entry.body for entry in entries])


def issue_of(subject: Versioned) -> Issue | None:
    """The issue this belongs to, if any yet."""
    if isinstance(subject, Issue):
        return subject
    takeaway = subject.takeaway if isinstance(subject, Entry) else subject
    return takeaway.issue if isinstance(takeaway, Takeaway) else None


def colleagues() -> QuerySet[User]:
    """Everybody who may write at the desk."""
    kind = ContentType.objects.get_for_model(Entry)
    may_write = Q(
        groups__permissions__content_type=kind, groups__permissions__codename="change_entry"
    )
    return User.objects.filter(may_write | Q(is_superuser=True), is_active=True).distinct()
