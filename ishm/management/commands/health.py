"""``health``: how everything is, what is safe, and what to do."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ishm import checkup
from ishm.checkup import Found


class Command(BaseCommand):
    """Looks at every part and changes nothing; fails when one of them needs a person."""

    help = "Say how every part is; where one is not well, what is safe and what to do."
    # It is for the worst of days: also without a database, and where settings are wrong.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        found = checkup.examine(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({each.look.part: each.said for each in found}, indent=1))
        else:
            self.stdout.write("\n".join(map(in_words, found)))
        if unwell := [each.look.part for each in found if each.needs_a_person]:
            raise CommandError(f"Needs a person: {', '.join(unwell)}.")


def in_words(found: Found) -> str:
    """A line for a part that is well; what is wrong, safe and to do for one that is not."""
    line = f"{found.look.part + ':':17}{found.said}"
    if not found.needs_a_person:
        return line
    return f"{line}\n  safe:  {found.look.safe}\n  to do: {found.look.to_do}"
