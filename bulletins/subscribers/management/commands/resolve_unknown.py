"""``resolve_unknown ISSUE --mail-log FILE``: settle what is in doubt by the mail server's log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.subscribers import proofs
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services.mailings import resolve_by_proof

UNLESS = "unless a correction was mailed since"


class Command(BaseCommand):
    """Reads a Postfix log: what it took is sent, what it never saw is tried again."""

    help = "Resolve deliveries in doubt by a Postfix log that covers the whole mailing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--mail-log", metavar="FILE", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        mailings = list(issue.mailings.standing())
        if not mailings:
            raise CommandError(f"{issue.title} has no mailing.")
        taken = _message_ids(options["mail_log"])
        named = [one for one in mailings if _is_named(one, taken)]
        if not named:
            raise CommandError(
                "The log names no message of this mailing: it is another server's, or another "
                "day's. Nothing was changed."
            )
        for mailing in named:
            self._settle(mailing, taken)

    def _settle(self, mailing: Mailing, taken: set[str]) -> None:
        proof = resolve_by_proof(mailing=mailing, taken=taken, by="mail log", at=timezone.now())
        again = f"{len(proof.not_accepted)} were not; they are tried again {UNLESS}."
        self.stdout.write(f"{len(proof.accepted)} were accepted; {again}")


def _is_named(mailing: Mailing, taken: set[str]) -> bool:
    """The mail server took at least one message of it; a correction is a mailing of its own."""
    return any(each.startswith(f"<{mailing.pk}.") for each in taken)


def _message_ids(path: Path) -> set[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return proofs.message_ids_in_postfix_log(lines)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
