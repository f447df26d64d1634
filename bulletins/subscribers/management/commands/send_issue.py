"""``send_issue ISSUE [--at ISO]``: queue the mailing of a published issue, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.models import Issue
from bulletins.subscribers.services.mailings import CannotSend, queue_mailing


class Command(BaseCommand):
    """Queues a mailing; the workers deliver it, each message at most once."""

    help = "Send a published issue to its subscribers, now or at a given time. Twice is once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument(
            "--at",
            metavar="ISO",
            help="when, as 2017-08-03T07:00 in the publication's zone, or with an offset",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            issue = find_issue(options["issue"])
            send_at = _time(options["at"], issue) if options["at"] else now
            mailing = queue_mailing(issue=issue, send_at=send_at, at=now)
        except (NoSuchIssue, CannotSend) as error:
            raise CommandError(str(error)) from None
        mailing.refresh_from_db()
        when = mailing.scheduled_at.astimezone(issue.publication.zone)
        self.stdout.write(
            f"{issue.title}: {mailing.get_state_display()}, {when:%Y-%m-%d %H:%M %Z}."
        )
        if mailing.queued_at != now:
            self.stdout.write("It was queued before; nobody gets it twice.")
        if mailing.reason:
            self.stdout.write(mailing.reason)


def _time(text: str, issue: Issue) -> datetime:
    """The time meant; a clock time without an offset is the publication's own."""
    try:
        given = parse_datetime(text)
    except ValueError:
        given = None
    if given is None:
        raise CommandError(f"“{text}” is no time. Write 2017-08-03T07:00.", returncode=2)
    return given if given.tzinfo else given.replace(tzinfo=issue.publication.zone)
