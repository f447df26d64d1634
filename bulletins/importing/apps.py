"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    """Past documents become drafts."""

    name = "bulletins.importing"
    verbose_name = "Importing"
