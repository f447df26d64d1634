"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The casualty record: incidents, their table, map and trends."""

    name = "bulletins.incidents"
    verbose_name = "Incidents"
