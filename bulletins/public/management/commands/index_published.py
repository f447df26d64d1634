"""``index_published``: bring search, feeds and the API in step with what is published."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bulletins.public.services import index_published, rebuild_index


class Command(BaseCommand):
    """What the tick does every minute, now."""

    help = "Index what was published since the last time; with --rebuild, everything again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="make the whole index again")

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild_index() if options["rebuild"] else index_published()
        self.stdout.write(f"Indexed {count} edition(s), dailies and terms.")
