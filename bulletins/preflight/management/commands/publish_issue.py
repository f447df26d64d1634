"""``publish_issue ISSUE``: freeze edition 1 and have its renditions made.

The command stands in this room because it asks preflight first.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.models import Issue
from bulletins.issues.services import CannotPublish, approve_issue, publish_issue
from bulletins.preflight import services as preflight


class Command(BaseCommand):
    """Publishes an issue.

    Whoever may type this command may also approve: a draft nobody has approved is approved as it
    stands. Text that changed after an approval is refused, unless ``--approve`` says otherwise.
    What must be fixed holds the issue, unless ``--override`` gives a reason, which is kept.
    """

    help = "Freeze edition 1 of an issue and have its web page, mail, PDF and map made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument(
            "--approve", action="store_true", help="approve the text as it stands, then publish"
        )
        parser.add_argument(
            "--override", metavar="REASON", help="publish in spite of what must be fixed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
            was_published = issue.is_published
            if not was_published:
                issue = _make_ready(issue, override=options["override"], approve=options["approve"])
            edition = publish_issue(issue=issue, at=timezone.now())
        except (NoSuchIssue, CannotPublish, preflight.Held, preflight.CannotDecide) as error:
            raise CommandError(str(error)) from None
        what = "was published already" if was_published else "is published"
        self.stdout.write(
            f"{issue.title} {what}: edition {edition.number}, {edition.sha256[:12]}.\n"
            "The worker makes its renditions; “render_issue” writes them to a folder."
        )


def _make_ready(issue: Issue, *, override: str | None, approve: bool) -> Issue:
    now = timezone.now()
    if override is not None:
        preflight.override(issue=issue, reason=override, by=None, at=now)
    preflight.refuse_unready(issue=issue, at=now)
    if approve or not issue.approved_sha256:
        return approve_issue(issue=issue, by=None)
    return issue
