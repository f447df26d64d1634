"""``mailing_status ISSUE [--json]``: where a mailing stands, counted from its rows."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.subscribers.models import Mailing


class Command(BaseCommand):
    """Prints the counts per state; they always add up to the recipients."""

    help = "Show how far the mailing of an issue is: recipients per state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        mailing = issue.mailings.order_by("-queued_at", "-pk").first()
        if mailing is None:
            raise CommandError(f"{issue.title} has no mailing. “send_issue” queues one.")
        status = _status(mailing)
        self.stdout.write(json.dumps(status) if options["json"] else _words(mailing, status))


def _status(mailing: Mailing) -> dict[str, Any]:
    times = {
        name: value and value.isoformat()
        for name in ("scheduled_at", "started_at", "finished_at")
        for value in [getattr(mailing, name)]
    }
    return {
        "issue": mailing.issue and mailing.issue.number,
        "edition": mailing.edition and mailing.edition.number,
        "state": mailing.state,
        "reason": mailing.reason,
        **times,
        "recipients": mailing.recipients,
        "counts": mailing.counts(),
    }


def _words(mailing: Mailing, status: dict[str, Any]) -> str:
    counts = ", ".join(f"{rows} {state}" for state, rows in status["counts"].items() if rows)
    lines = [
        f"{mailing.post.title}, edition {status['edition']}: {mailing.get_state_display()}",
        f"{status['recipients']} recipients" + (f": {counts}" if counts else ""),
        mailing.reason,
    ]
    return "\n".join(line for line in lines if line)
