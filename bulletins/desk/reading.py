"""What preflight says about one text, for the column beside it."""

from __future__ import annotations

from dataclasses import dataclass

from bulletins.desk.sidebar import issue_of
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.preflight import reports, services
from bulletins.preflight.findings import Finding
from bulletins.preflight.models import Report
from bulletins.rendering.html import clean, plain_text

AROUND = 16  # characters before and after, by which the editor finds the right place


@dataclass(frozen=True)
class Remark:
    """A finding with the words around it."""

    finding: Finding
    before: str
    after: str

    @property
    def can_be_put_in(self) -> bool:
        """By one key, in the text that is open in the editor."""
        one = self.finding
        is_open = one.place.startswith("entry:") or one.place.endswith(":summary")
        is_whole = len(one.excerpt) == one.end - one.start > 0
        return is_open and is_whole and one.replacement is not None


@dataclass(frozen=True)
class Reading:
    """All that is known about one entry or takeaway; no issue, no reading."""

    issue: Issue | None
    remarks: list[Remark]
    is_current: bool

    @classmethod
    def of(cls, subject: Entry | Takeaway) -> Reading:
        """The stored findings about this text; nothing is checked here."""
        issue = issue_of(subject)
        report = Report.objects.filter(issue=issue).first() if issue else None
        if issue is None or report is None:
            return cls(issue=issue, remarks=[], is_current=issue is None)
        place = f"{'entry' if isinstance(subject, Entry) else 'takeaway'}:{subject.pk}"
        text = plain_text(clean(subject.body if isinstance(subject, Entry) else subject.summary))
        found = services.open_findings(report)
        return cls(
            issue=issue,
            remarks=[_remark(one, text) for one in found if _is_about(one, place)],
            is_current=reports.is_current(report, issue),
        )


def _is_about(finding: Finding, place: str) -> bool:
    return finding.place == place or finding.place.startswith(f"{place}:")


def _remark(finding: Finding, text: str) -> Remark:
    before = text[max(0, finding.start - AROUND) : finding.start].rpartition("\n")[2]
    after = text[finding.end : finding.end + AROUND].partition("\n")[0]
    return Remark(finding=finding, before=before.removeprefix("• "), after=after)
