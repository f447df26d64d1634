"""``run``: the whole product on this machine, until Ctrl-C."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ishm import local
from ishm.checks import refuse_wrong_setup
from ishm.supervisor import Log


class Command(BaseCommand):
    """Broker, web, workers, beat and mail catcher as one foreground group."""

    help = "Run everything on this machine: broker, web, workers, beat and a mail catcher."
    # Django's whole set loads every page, and takes longer than all the rest of the start.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_wrong_setup()
        try:
            local.run(Log(sys.stdout))
        except local.CannotRun as error:
            raise CommandError(str(error)) from error
