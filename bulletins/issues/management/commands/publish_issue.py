"""``publish_issue ISSUE``: freeze edition 1 and have its renditions made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.services import CannotPublish, approve_issue, publish_issue


class Command(BaseCommand):
    """Publishes an issue.

    Whoever may type this command may also approve: a draft nobody has approved is approved as it
    stands. Text that changed after an approval is refused, unless ``--approve`` says otherwise.
    """

    help = "Freeze edition 1 of an issue and have its web page, mail, PDF and map made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument(
            "--approve", action="store_true", help="approve the text as it stands, then publish"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
            was_published = issue.is_published
            if not was_published and (options["approve"] or not issue.approved_sha256):
                issue = approve_issue(issue=issue, by=None)
            edition = publish_issue(issue=issue, at=timezone.now())
        except (NoSuchIssue, CannotPublish) as error:
            raise CommandError(str(error)) from None
        what = "was published already" if was_published else "is published"
        self.stdout.write(
            f"{issue.title} {what}: edition {edition.number}, {edition.sha256[:12]}.\n"
            "The worker makes its renditions; “render_issue” writes them to a folder."
        )
