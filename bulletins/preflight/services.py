"""What people may decide about findings, and what holds a publication."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.preflight import fixes, reports
from bulletins.preflight.findings import Finding, Severity
from bulletins.preflight.models import Dismissal, Override, Report
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


def standing_dismissals(report: Report) -> list[Dismissal]:
    """Decisions about what is still found, the newest first; those of older texts rest."""
    prints = {one.fingerprint for one in report.all_findings()}
    dismissals = Dismissal.objects.filter(issue_id=report.issue_id).select_related("dismissed_by")
    return [one for one in dismissals if one.fingerprint in prints]


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


@only_for("issues.change_issue")
@transaction.atomic
def dismiss(
    *, issue: Issue, fingerprints: Iterable[str], reason: str, by: User | None, at: datetime
) -> int:
    """Set findings aside, each for as long as its text stays the same; returns how many.

    What must be fixed cannot be set aside, only overridden by a publisher.
    """
    findings = _find(issue, fingerprints, at=at)
    if not reason.strip():
        raise CannotDecide("Say in a few words why the text is right as it is.")
    if any(finding.severity == Severity.MUST for finding in findings):
        raise CannotDecide("This must be fixed; only a publisher can override it, for the issue.")
    for finding in findings:
        Dismissal.objects.update_or_create(
            issue=issue,
            fingerprint=finding.fingerprint,
            defaults={
                "check_id": finding.check,
                "where": finding.where,
                "message": finding.message,
                "reason": reason.strip()[:300],
                "dismissed_by": by,
                "dismissed_at": at,
            },
        )
    return len(findings)


@only_for("issues.change_issue")
def take_back(*, dismissal: Dismissal) -> None:
    """Show the finding again."""
    dismissal.delete()


@only_for("issues.publish_issue")
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


@only_for("issues.change_issue")
@transaction.atomic
def accept_fixes(*, issue: Issue, fingerprints: Iterable[str], by: User, at: datetime) -> int:
    """Put suggested replacements into their texts, one new version a text; returns how many.

    Of several, one that cannot be put in for certain is left to a person. Raises ``CannotFix``
    where none could be, ``EditConflict`` when somebody saved in between.
    """
    found = [one for one in _find(issue, fingerprints, at=at) if one.replacement is not None]
    if not found:
        raise CannotDecide("There is no ready-made correction for this; please write it yourself.")
    by_place: dict[str, list[Finding]] = {}
    for finding in found:
        by_place.setdefault(finding.place, []).append(finding)
    put_in = sum(_put_in(place, among, by=by, at=at) for place, among in by_place.items())
    if not put_in:
        raise fixes.CannotFix
    return put_in


def _put_in(place: str, findings: list[Finding], *, by: User, at: datetime) -> int:
    """How many of them are in the text now. From its end on, so that no place has moved."""
    subject, field = _subject(place)
    text = getattr(subject, field)
    replace = fixes.in_html if field in {"body", "summary"} else fixes.in_text
    put_in, untouched = 0, None
    for one in sorted(findings, key=lambda finding: finding.start, reverse=True):
        if untouched is not None and one.end > untouched:
            continue
        with suppress(fixes.CannotFix):
            text = replace(text, start=one.start, end=one.end, replacement=one.replacement or "")
            put_in, untouched = put_in + 1, one.start
    if put_in:
        save_version(
            subject=subject,
            changes={field: text},
            seen_version=subject.version,
            author=by,
            at=at,
            origin="preflight",
        )
    return put_in


def _find(issue: Issue, fingerprints: Iterable[str], *, at: datetime) -> list[Finding]:
    """Those of the findings that still are some; at least one."""
    wanted = set(fingerprints)
    report = current_report(issue=issue, at=at)
    if found := [one for one in report.all_findings() if one.fingerprint in wanted]:
        return found
    raise CannotDecide("The text has changed and this finding is gone.")


def _subject(place: str) -> tuple[Entry | Takeaway | Incident, str]:
    """“entry:12” → the entry and “body”."""
    kind, key, *part = place.split(":")
    if kind == "entry":
        return Entry.objects.get(pk=key), "body"
    if kind == "incident":
        return Incident.objects.get(pk=key), "location"
    return Takeaway.objects.get(pk=key), _FIELDS[part[0]]
