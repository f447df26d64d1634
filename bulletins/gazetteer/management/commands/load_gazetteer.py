"""``load_gazetteer``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bulletins.gazetteer.services import load_places


class Command(BaseCommand):
    """Shipped places to the database."""

    help = "Adds the shipped places that are missing; what editors changed stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_places()} places added.")
