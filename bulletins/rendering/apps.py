"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RenderingConfig(AppConfig):
    """HTML cleaning, email, PDF, pictures and guarded fetching. No models."""

    name = "bulletins.rendering"
    verbose_name = "Rendering"
