"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RevisionsConfig(AppConfig):
    """Every saved version of what people write, and the guard against lost edits."""

    name = "bulletins.revisions"
    verbose_name = "Revisions"
