"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    """Subscribers, mailings and the delivery ledger."""

    name = "bulletins.subscribers"
    verbose_name = "Subscribers"
