"""``show_issue ISSUE``: an issue, for people or as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletins.issues.exchange import issue_as_json
from bulletins.issues.lookup import NoSuchIssue, find_issue


class Command(BaseCommand):
    """Prints an issue as readers have it, or as it stands now while it is a draft."""

    help = "Show an issue by number (122) or period end (2017-07-27)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = issue_as_json(find_issue(options["issue"]))
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(issue, ensure_ascii=False, indent=1))
            return
        self._print(issue)

    def _print(self, issue: dict[str, Any]) -> None:
        edition = f"edition {issue['edition']}" if issue["edition"] else issue["status"]
        number = f"No. {issue['number']}" if issue["number"] else "No number"
        self.stdout.write(f"{issue['title']}\n{number}, {edition}\n")
        for takeaway in issue["takeaways"]:
            count = len(takeaway["entries"])
            self.stdout.write(f"  {takeaway['heading'] or '(no heading)'}: {count} entries")
        self.stdout.write(f"  {len(issue['incidents'])} incidents")
        for warning in issue["warnings"]:
            self.stdout.write(f"  ! {warning['where']}: {warning['message']}")
