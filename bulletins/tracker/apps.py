"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """The Daily Tracker."""

    name = "bulletins.tracker"
    verbose_name = "Daily Tracker"
