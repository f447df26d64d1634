"""The room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from bulletins.accounts import roles


class AccountsConfig(AppConfig):
    """People who sign in, and what they may do."""

    name = "bulletins.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        # Django's own way to make permissions; a data migration would run before they exist.
        post_migrate.connect(roles.bring_into_line, dispatch_uid="accounts.roles")
