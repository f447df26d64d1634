"""``assemble_issue START END``: a period's filed entries and incidents become the draft."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bulletins.issues.assembly import Assembly, CannotAssemble, assemble_issue
from bulletins.publications.models import Publication


class Command(BaseCommand):
    """Makes or refreshes the draft of a period; whatever editors arranged stays."""

    help = "Make or refresh the draft of a period (both ends included)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", type=date.fromisoformat, metavar="START")
        parser.add_argument("end", type=date.fromisoformat, metavar="END")
        parser.add_argument("--number", type=int, help="given, never computed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            assembly = assemble_issue(
                publication=Publication.objects.weekly(),
                start=options["start"],
                end=options["end"],
                number=options["number"],
            )
        except CannotAssemble as error:
            raise CommandError(str(error)) from None
        self._print(assembly)

    def _print(self, assembly: Assembly) -> None:
        what = "New draft" if assembly.is_new else "Draft refreshed"
        self.stdout.write(
            f"{what}: {assembly.issue.title}\n"
            f"Added {assembly.takeaways_added} takeaways and {assembly.incidents_added} incidents."
        )
        for found in assembly.oversights:
            self.stdout.write(f"! {found.where}: {found.message}")
