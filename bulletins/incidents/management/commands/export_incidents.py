"""``export_incidents --format csv|geojson|json [--from DAY] [--to DAY]``."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bulletins.incidents.citing import citation
from bulletins.incidents.exchange import MEDIA_TYPES, export
from bulletins.incidents.filters import Filter


class Command(BaseCommand):
    """The casualty record on stdout."""

    help = "Writes the casualty record, all of it or a period, newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=sorted(MEDIA_TYPES))
        parser.add_argument("--from", dest="start", type=_day, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", type=_day, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        start, end = options["start"], options["end"]
        if start and end and start > end:
            raise CommandError(f"The period runs backward: {start} is after {end}.")
        asked = Filter(start=start, end=end)
        source = citation(asked, site=settings.SITE_URL, today=timezone.localdate())
        for piece in export(asked.apply(), options["format"], citation=source):
            self.stdout.write(piece, ending="")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a day; write 2017-07-27.") from None
