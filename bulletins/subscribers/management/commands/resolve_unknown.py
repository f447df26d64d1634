"""``resolve_unknown ISSUE --mail-log FILE``: settle what is in doubt by the mail server's log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.subscribers import proofs
from bulletins.subscribers.services.mailings import resolve_by_proof


class Command(BaseCommand):
    """Reads a Postfix log: what it took is sent, what it never saw is queued again."""

    help = "Resolve deliveries in doubt by a Postfix log that covers the whole mailing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--mail-log", metavar="FILE", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        mailing = issue.mailings.standing().first()
        if mailing is None:
            raise CommandError(f"{issue.title} has no mailing.")
        taken = _message_ids(options["mail_log"])
        if not any(each.startswith(f"<{mailing.pk}.") for each in taken):
            raise CommandError(
                "The log names no message of this mailing: it is another server's, or another "
                "day's. Nothing was changed."
            )
        proof = resolve_by_proof(mailing=mailing, taken=taken, by="mail log", at=timezone.now())
        self.stdout.write(
            f"{len(proof.accepted)} were accepted; {len(proof.not_accepted)} were not and are "
            "queued again."
        )


def _message_ids(path: Path) -> set[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return proofs.message_ids_in_postfix_log(lines)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
