"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in, and what they may do."""

    name = "bulletins.accounts"
    verbose_name = "Accounts"
