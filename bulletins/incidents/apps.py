"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from bulletins.incidents import kinds


class IncidentsConfig(AppConfig):
    """The casualty record: incidents, their table, map and trends."""

    name = "bulletins.incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        # Also after a flush, which a data migration would not notice.
        post_migrate.connect(kinds.fill_when_empty, sender=self)
