"""``import_issue FILE…``: past weeklies become drafts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.importing import exchange, readers, services
from bulletins.importing.interpreter import weekly
from bulletins.importing.management.arguments import a_number, a_year, counted
from bulletins.importing.reading import IssueReading
from bulletins.issues.exchange import issue_as_json
from bulletins.issues.models import Issue
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong

REFUSALS = (readers.UnreadableFile, weekly.NotABulletin, services.CannotImport, TooLong)


class Command(BaseCommand):
    """Reads each file, says what it read and every doubt, and saves drafts."""

    help = "Read past weeklies (text, HTML, DOCX, PDF) into drafts, and say every doubt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--number", type=a_number, help="where the title has none; one file")
        parser.add_argument("--year", type=a_year, help="of the last day, where the title has none")
        parser.add_argument("--publish", action="store_true", help="publish at once, send nothing")
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        if options["number"] and len(files) > 1:
            raise CommandError("--number goes with a single file.", returncode=2)
        if options["publish"] and options["dry_run"]:
            raise CommandError("--publish and --dry-run exclude each other.", returncode=2)
        self.publication = Publication.objects.weekly()
        printed: list[dict[str, Any]] = []
        refused: list[str] = []
        for path in files:
            try:
                self._import(path, options, printed)
            except REFUSALS as error:
                refused.append(f"{path.name}: {error}")
        if options["as_json"]:
            self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=2))
        if refused:
            raise CommandError("\n".join(refused))

    def _import(self, path: Path, options: dict[str, Any], printed: list[dict[str, Any]]) -> None:
        document = readers.read_file(path)
        reading = weekly.read_issue(document, year=options["year"], number=options["number"])
        summary = exchange.issue_as_json(
            reading, series=self.publication.name, points=services.points_of(reading)
        )
        printed.append(summary)
        if not options["as_json"]:
            self._describe(path, reading, summary["title"])
        if options["dry_run"]:
            services.refuse_unsavable(reading)
            return
        saved = services.save_issue(
            reading=reading, publication=self.publication, at=timezone.now()
        )
        if not options["as_json"]:
            self.stdout.write(
                "  Saved as a draft." if saved.is_new else "  Here already; nothing changed."
            )
        if options["publish"]:
            services.publish_imported(issue=saved.issue, at=document.published_at or timezone.now())
            if not options["as_json"]:
                self.stdout.write("  Published; nothing is sent.")
        stored = issue_as_json(Issue.objects.for_reading().get(pk=saved.issue.pk))
        printed[-1] = stored | {"warnings": summary["warnings"]}

    def _describe(self, path: Path, reading: IssueReading, title: str) -> None:
        number = f"no. {reading.number}" if reading.number else "no number"
        self.stdout.write(
            f"{path.name}: {title or 'no title'} ({number})\n"
            f"  {counted(len(reading.takeaways), 'takeaway', 'takeaways')}, "
            f"{counted(len(reading.entries), 'entry', 'entries')}, "
            f"{counted(len(reading.incidents), 'incident', 'incidents')}"
        )
        for doubt in reading.doubts:
            self.stdout.write(f"  ! {doubt.where}: {doubt.message} [{doubt.check}]")
