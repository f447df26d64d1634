"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """The weekly: issues, takeaways, entries, and their frozen editions."""

    name = "bulletins.issues"
    verbose_name = "Issues"
