"""``correct_issue ISSUE --note "…"``: freeze the next edition."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.services import CannotPublish, correct_issue


class Command(BaseCommand):
    """Publishes a correction with its public note."""

    help = "Freeze the next edition of a published issue, with a public note of what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--note", required=True, help="what changed, as readers will see it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
            edition = correct_issue(issue=issue, note=options["note"], at=timezone.now())
        except (NoSuchIssue, CannotPublish) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{issue.title}: edition {edition.number} is published.")
