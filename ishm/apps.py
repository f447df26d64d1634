"""The project as an app, so that its system checks and commands are found."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.checks import check_admin_app
from django.core.checks import CheckMessage, register

from ishm import checks


class IshmConfig(AppConfig):
    """Registers the system checks ``ishm.E001`` to ``ishm.W002`` when Django starts."""

    name = "ishm"
    verbose_name = "ISHM"

    def ready(self) -> None:
        for check in (*checks.CHECKS, back_office_is_whole):
            register(check)


def back_office_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Django's own check of the admin, which only ``ishm.urls`` loads and workers do without."""
    admin.autodiscover()
    return check_admin_app(app_configs, **kwargs)
