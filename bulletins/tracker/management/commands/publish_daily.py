"""``publish_daily DATE``: freeze a daily and have its page, mail and PDF made."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.tracker.models import DailyUpdate
from bulletins.tracker.services import CannotPublishDaily, correct_daily, publish_daily


class Command(BaseCommand):
    """Publishes the daily of a day, or with ``--note`` a correction of it."""

    help = "Publish the daily that covers a day; with --note, the next edition of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, metavar="DATE")
        parser.add_argument("--note", help="what changed, as readers will see it")

    def handle(self, *args: Any, **options: Any) -> None:
        update = DailyUpdate.objects.covering(options["day"]).first()
        if update is None:
            raise CommandError(f"There is no daily for {options['day']}.")
        try:
            if options["note"] is None:
                edition = publish_daily(update=update, at=timezone.now())
            else:
                edition = correct_daily(update=update, note=options["note"], at=timezone.now())
        except CannotPublishDaily as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{update} is published: edition {edition.number}.")
