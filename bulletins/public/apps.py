"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Public pages, search, feeds and API."""

    name = "bulletins.public"
    verbose_name = "Public site"
