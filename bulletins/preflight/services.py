"""What people may decide about findings, and what holds a publication."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bulletins.accounts.models import User
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.preflight import fixes, reports
from bulletins.preflight.findings import Finding, Severity
from bulletins.preflight.models import Dismissal, Override, Report
from bulletins.revisions.models import Versioned
from bulletins.revisions.services import save_version

_FIELDS = {"headline": "headline", "heading": "own_heading", "summary": "summary"}


class Held(Exception):
    """Something must be fixed before this issue can go out. The message lists it."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = len(findings)
        things = "One thing" if count == 1 else f"{count} things"
        lines = "\n".join(f"• {one.where}: {one.message}" for one in findings[:10])
        more = f"\n… and {count - 10} more." if count > 10 else ""
        super().__init__(
            f"{things} must be fixed before this issue can go out:\n{lines}{more}\n"
            "Correct the text, or let a publisher override with a reason."
        )


class CannotDecide(Exception):
    """The decision is not possible. The message says why, in words for an editor."""


def current_report(*, issue: Issue, at: datetime) -> Report:
    """The findings about the text as it stands now; the issue is read only if it has changed."""
    report = Report.objects.filter(issue=issue).first()
    if report is not None and reports.is_current(report, issue):
        return report
    return reports.read_again(issue=issue, at=at)


def open_findings(report: Report) -> list[Finding]:
    """What nobody has dismissed, the gravest first."""
    dismissed = set(
        Dismissal.objects.filter(issue_id=report.issue_id).values_list("fingerprint", flat=True)
    )
    return [one for one in report.all_findings() if one.fingerprint not in dismissed]


def holding(report: Report) -> list[Finding]:
    """What must be fixed and no publisher has let pass."""
    overrides = Override.objects.filter(issue_id=report.issue_id)
    covered = {print_ for override in overrides for print_ in override.fingerprints}
    return [
        one
        for one in report.all_findings()
        if one.severity == Severity.MUST and one.fingerprint not in covered
    ]


def refuse_unready(*, issue: Issue, at: datetime) -> None:
    """Ask before approving or publishing: raises ``Held`` while something must be fixed.

    The issue is always read anew here, since names and tuning may have changed as well.
    """
    findings = holding(reports.read_again(issue=issue, at=at))
    if findings:
        raise Held(findings)


@transaction.atomic
def dismiss(
    *, issue: Issue, fingerprint: str, reason: str, by: User | None, at: datetime
) -> Dismissal:
    """Set a finding aside for as long as its text stays the same.

    What must be fixed cannot be set aside, only overridden by a publisher.
    """
    finding = _find(issue, fingerprint, at=at)
    if not reason.strip():
        raise CannotDecide("Say in a few words why the text is right as it is.")
    if finding.severity == Severity.MUST:
        raise CannotDecide("This must be fixed; only a publisher can override it, for the issue.")
    dismissal, _ = Dismissal.objects.update_or_create(
        issue=issue,
        fingerprint=fingerprint,
        defaults={
            "check_id": finding.check,
            "where": finding.where,
            "message": finding.message,
            "reason": reason.strip()[:300],
            "dismissed_by": by,
            "dismissed_at": at,
        },
    )
    return dismissal


def take_back(*, dismissal: Dismissal) -> None:
    """Show the finding again."""
    dismissal.delete()


@transaction.atomic
def override(*, issue: Issue, reason: str, by: User | None, at: datetime) -> Override:
    """Let the issue go in spite of what must be fixed now. ``by`` is empty on the command line."""
    if by is not None and not by.has_perm("issues.publish_issue"):
        raise CannotDecide("Only a publisher can override what must be fixed.")
    if not reason.strip():
        raise CannotDecide("Say why the issue has to go out as it is; the reason is kept.")
    findings = holding(reports.read_again(issue=issue, at=at))
    if not findings:
        raise CannotDecide("Nothing holds this issue; there is nothing to override.")
    return Override.objects.create(
        issue=issue,
        findings=[finding.stored() for finding in findings],
        reason=reason.strip()[:300],
        overridden_by=by,
        overridden_at=at,
    )


def accept_fix(*, issue: Issue, fingerprint: str, by: User, at: datetime) -> Versioned:
    """Put the suggested replacement into the text, as a new version of it.

    Raises ``CannotFix`` where that is not possible for certain, ``EditConflict`` when somebody
    saved in between.
    """
    finding = _find(issue, fingerprint, at=at)
    if finding.replacement is None:
        raise CannotDecide("There is no ready-made correction for this; please write it yourself.")
    subject, field = _subject(finding.place)
    old = getattr(subject, field)
    replace = fixes.in_html if field in {"body", "summary"} else fixes.in_text
    new = replace(old, start=finding.start, end=finding.end, replacement=finding.replacement)
    return save_version(
        subject=subject,
        changes={field: new},
        seen_version=subject.version,
        author=by,
        at=at,
        origin="preflight",
    )


def _find(issue: Issue, fingerprint: str, *, at: datetime) -> Finding:
    """The finding, if it still is one."""
    for finding in current_report(issue=issue, at=at).all_findings():
        if finding.fingerprint == fingerprint:
            return finding
    raise CannotDecide("The text has changed and this finding is gone.")


def _subject(place: str) -> tuple[Entry | Takeaway | Incident, str]:
    """“entry:12” → the entry and “body”."""
    kind, key, *part = place.split(":")
    if kind == "entry":
        return Entry.objects.get(pk=key), "body"
    if kind == "incident":
        return Incident.objects.get(pk=key), "location"
    return Takeaway.objects.get(pk=key), _FIELDS[part[0]]
