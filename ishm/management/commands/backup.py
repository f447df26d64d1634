"""``backup``: database, media and key in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ishm import backups


class Command(BaseCommand):
    """Writes a backup; an existing file is never written over."""

    help = "Back up the database, the media and the key into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="The file to write, such as backups/2017-07-27.tar.gz."
        )

        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="Afterwards remove older nightly backups beside it, but for the newest N.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.back_up(options["file"], at=timezone.now())
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Wrote {options['file']}: {manifest.total()} rows, {len(manifest.files)} files."
        )
        if options["keep"]:
            self._forget_old(options["file"].parent, options["keep"])
        self.stdout.write("It holds secrets and addresses: keep it where only operators read.")

    def _forget_old(self, folder: Path, keep: int) -> None:
        for file in backups.forget_old(folder, keep=keep):
            self.stdout.write(f"Removed {file}.")
