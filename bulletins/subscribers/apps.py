"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SubscribersConfig(AppConfig):
    """Subscribers, mailings and the delivery ledger."""

    name = "bulletins.subscribers"
    verbose_name = "Subscribers"

    def ready(self) -> None:
        """Listen to what a mail service says; Anymail tells it by a signal of its own."""
        autodiscover_modules("hooks")
