"""``allow_sending``: a restored copy may mail again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ishm import backups


class Command(BaseCommand):
    """The one way for a restored copy to mail again: a person says so."""

    help = "Let a copy that was restored from a backup send mail again."

    def handle(self, *args: Any, **options: Any) -> None:
        if not backups.allow_sending():
            raise CommandError("This copy was not restored from a backup; nothing was forbidden.")
        self.stdout.write(
            "Sending is allowed from the next start of web and workers on. Mailings that were "
            "under way stay paused or held until somebody releases them."
        )
