"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The editors' workspace."""

    name = "bulletins.desk"
    verbose_name = "Desk"
