"""``verify_backup``: a backup is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ishm import backups


class Command(BaseCommand):
    """Reads a whole backup and compares every file with its manifest."""

    help = "Check that a backup is whole; with --here, that this copy equals it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The backup.")
        parser.add_argument("--here", action="store_true", help="Compare this copy with it, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.verify(options["file"])
        except backups.BackupFailed as error:
            raise CommandError(str(error)) from error
        if options["here"] and (found := backups.differences(manifest)):
            raise CommandError("This copy differs from the backup:\n" + "\n".join(found))
        self.stdout.write(
            f"{options['file']} is whole: made {manifest.made_at}, {manifest.total()} rows, "
            f"{len(manifest.files)} files."
        )
