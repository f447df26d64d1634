"""``restore``: an empty copy becomes what was backed up."""

from __future__ import annotations

from dataclasses import asdict
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
        parser.add_argument(
            "--also-left",
            type=Path,
            metavar="NEWER",
            help="A newer backup: whoever has left by then is let go of here, too.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            newer = options["also_left"]
            if newer:
                backups.verify(newer)  # Before anything is done.
            manifest = backups.restore(options["file"], at=timezone.now())
            has_key = backups.has_the_key_of(options["file"])
            honored = backups.honor(newer, at=timezone.now()) if newer else None
        except (backups.BackupFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {manifest.total()} rows as of {manifest.made_at}.")
        if not has_key:
            self.stdout.write(KEY_DIFFERS)
        self.stdout.write(HONORED.format(**asdict(honored)) if honored else NOT_KNOWN)
        self.stdout.write(
            "Nothing is mailed from this copy. Make sure that the old one is gone, look at the "
            "mailings, then type: manage.py allow_sending"
        )


HONORED = (
    "As the newer backup says, here too: {left} subscriptions ended, {barred} addresses barred and "
    "{erased} readers erased."
)
NOT_KNOWN = (
    "Whoever has left since then is subscribed again. Before sending is allowed, restore once more "
    "into an empty place with --also-left and the newest backup there is, or look at the readers."
)
KEY_DIFFERS = (
    "The key changes with the next start. If SECRET_KEY is set, set it to the one in the backup: "
    "links in sent mails and second factors depend on it."
)
