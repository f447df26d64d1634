"""``write_pages``: bring the files up to date from which a front serves published pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bulletins.public import pages


class Command(BaseCommand):
    """Does at once what the tick does every minute."""

    help = "Write published pages as files for the front (the tick does so every minute)."

    def handle(self, *args: Any, **options: Any) -> None:
        count = pages.write(settings.PAGES_DIR)
        self.stdout.write(
            f"{count} file{'' if count == 1 else 's'} written to {settings.PAGES_DIR}."
        )
