"""The project as an app, so that its system checks and commands are found."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from ishm import checks


class IshmConfig(AppConfig):
    """Registers the system checks ``ishm.E001`` to ``ishm.W002`` when Django starts."""

    name = "ishm"
    verbose_name = "ISHM"

    def ready(self) -> None:
        for check in checks.CHECKS:
            register(check)
