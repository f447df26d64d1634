"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """The Reference Guide: terms and their variants."""

    name = "bulletins.guide"
    verbose_name = "Reference Guide"
