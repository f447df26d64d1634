"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PreflightConfig(AppConfig):
    """An issue becomes findings."""

    name = "bulletins.preflight"
    verbose_name = "Preflight"
