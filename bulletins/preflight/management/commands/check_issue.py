"""``check_issue ISSUE [--json]``: what preflight has to say about an issue."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.preflight import renditions, reports, services
from bulletins.preflight.findings import Finding


class Command(BaseCommand):
    """Prints the findings, the gravest first. It exits with 0 whatever they are."""

    help = "List what preflight finds in an issue, the gravest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--json", action="store_true", help="one JSON list on stdout")
        parser.add_argument("--all", action="store_true", help="what was dismissed as well")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        renditions.look_at(issue=issue, at=timezone.now())
        report = reports.read_again(issue=issue, at=timezone.now())
        findings = report.all_findings() if options["all"] else services.open_findings(report)
        if options["json"]:
            rows = [finding.as_json() for finding in findings]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for finding in findings:
            self.stdout.write(_lines(finding))
        self.stdout.write(_summary(findings))


def _lines(finding: Finding) -> str:
    quoted = f"\n    “{finding.excerpt}”" if finding.excerpt else ""
    fix = f"\n    → {finding.suggestion}" if finding.suggestion.strip() else ""
    first = f"{finding.severity.upper()}  {finding.where}"
    return f"{first}{quoted}\n    {finding.message} [{finding.check}]{fix}\n"


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing found."
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    return ", ".join(f"{count} {severity}" for severity, count in counts.items()) + "."
