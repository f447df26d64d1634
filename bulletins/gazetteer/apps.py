"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from bulletins.gazetteer import loading


class GazetteerConfig(AppConfig):
    """Places, their spellings, and how a phrase becomes a point."""

    name = "bulletins.gazetteer"
    verbose_name = "Gazetteer"

    def ready(self) -> None:
        # Django's own moment for a new or a flushed database; a data migration knows only the one.
        post_migrate.connect(loading.fill_when_empty, sender=self)
