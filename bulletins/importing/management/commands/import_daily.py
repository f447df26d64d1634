"""``import_daily FILE…``: past posts of the Daily Tracker become drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.importing import daily_services, exchange, readers
from bulletins.importing.interpreter.daily import read_daily
from bulletins.importing.interpreter.weekly import NotABulletin
from bulletins.importing.management.arguments import a_year, counted
from bulletins.importing.reading import DailyReading
from bulletins.importing.services import CannotImport
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong

REFUSALS = (readers.UnreadableFile, NotABulletin, CannotImport, TooLong)


class Command(BaseCommand):
    """Reads each file, says what it read and every doubt, and saves drafts."""

    help = "Read past dailies (text, HTML, DOCX, PDF) into drafts, and say every doubt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--year", type=a_year, help="of the last day, where the title has none")
        parser.add_argument("--publish", action="store_true", help="publish at once, send nothing")
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] and options["dry_run"]:
            raise CommandError("--publish and --dry-run exclude each other.", returncode=2)
        self.is_quiet: bool = options["as_json"]
        printed: list[dict[str, Any]] = []
        refused: list[str] = []
        for path in options["files"]:
            try:
                self._import(path, options, printed)
            except REFUSALS as error:
                refused.append(f"{path.name}: {error}")
        if self.is_quiet:
            self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=2))
        if refused:
            raise CommandError("\n".join(refused))

    def _import(self, path: Path, options: dict[str, Any], printed: list[dict[str, Any]]) -> None:
        document = readers.read_file(path)
        reading = read_daily(document, year=options["year"])
        printed.append(exchange.daily_as_json(reading))
        self._describe(path, reading)
        if options["dry_run"]:
            daily_services.refuse_unsavable_daily(reading)
            return
        now = timezone.now()
        saved = daily_services.save_daily(
            reading=reading, publication=Publication.objects.daily(), at=now
        )
        self._say("  Saved as a draft." if saved.is_new else "  Here already; nothing changed.")
        if options["publish"]:
            daily_services.publish_imported_daily(
                daily=saved.daily, at=document.published_at or now
            )
            self._say("  Published; nothing is sent.")

    def _describe(self, path: Path, reading: DailyReading) -> None:
        self._say(
            f"{path.name}: {reading.title}\n"
            f"  {counted(len(reading.items), 'paragraph', 'paragraphs')}, "
            f"{counted(len(reading.readings), 'reading', 'readings')}"
        )
        for doubt in reading.doubts:
            self._say(f"  ! {doubt.where}: {doubt.message} [{doubt.check}]")

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)
