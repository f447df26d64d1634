"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class GazetteerConfig(AppConfig):
    """Places, their spellings, and how a phrase becomes a point."""

    name = "bulletins.gazetteer"
    verbose_name = "Gazetteer"
