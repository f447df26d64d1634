"""``restore``: an empty copy becomes what was backed up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ishm import backups


class Command(BaseCommand):
    """Restores a backup into an empty copy, which cannot send until a person says so."""

    help = "Restore a backup into an empty database and data folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The backup.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.restore(options["file"], at=timezone.now())
            has_key = backups.has_the_key_of(options["file"])
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {manifest.total()} rows as of {manifest.made_at}.")
        if options["verbosity"] and not has_key:
            self.stdout.write(KEY_DIFFERS)
        self.stdout.write(
            "Nothing is mailed from this copy. Make sure that the old one is gone, look at the "
            "mailings, then type: manage.py allow_sending"
        )


KEY_DIFFERS = (
    "The key changes with the next start. If SECRET_KEY is set, set it to the one in the backup: "
    "links in sent mails and second factors depend on it."
)
