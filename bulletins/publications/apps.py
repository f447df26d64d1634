"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """The publications: who they come from, when they go out, their standing lines."""

    name = "bulletins.publications"
    verbose_name = "Publications"
