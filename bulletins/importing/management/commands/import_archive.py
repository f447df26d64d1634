"""``import_archive FILE.xml``: every weekly and daily of a WordPress export."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from bulletins.importing.archive import Archive, ArchiveReport, Gaps, gaps
from bulletins.publications.models import Publication


class Command(BaseCommand):
    """Imports archives with a progress bar; run again, it goes on where it stopped."""

    help = "Import the weeklies and dailies of WordPress exports, with their comments."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.xml")
        parser.add_argument("--publish", action="store_true", help="publish at once, send nothing")
        parser.add_argument("--dry-run", action="store_true", help="save nothing")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["publish"] and options["dry_run"]:
            raise CommandError("--publish and --dry-run exclude each other.", returncode=2)
        weekly = Publication.objects.weekly()
        archive = Archive(
            weekly=weekly,
            daily=Publication.objects.daily(),
            at=timezone.now(),
            is_published=options["publish"],
            is_rehearsal=options["dry_run"],
        )
        reports = {path: self._read(archive, path) for path in options["files"]}
        missing = gaps(weekly)
        if options["as_json"]:
            self.stdout.write(json.dumps(_as_json(reports, missing), ensure_ascii=False, indent=2))
        else:
            self._describe(reports, missing)
        broken = [f"{path.name}: {report.broken}" for path, report in reports.items()]
        if any(report.broken for report in reports.values()):
            raise CommandError("\n".join(line for line in broken if not line.endswith(": ")))

    def _read(self, archive: Archive, path: Path) -> ArchiveReport:
        size = path.stat().st_size if path.is_file() else 0
        # The bar stands on stderr and only on a terminal: --json leaves one document on stdout.
        bar = tqdm(total=size, unit="B", unit_scale=True, desc=path.name, disable=None)
        with bar:
            try:
                return archive.read(path, lambda done: _move(bar, done))
            except KeyboardInterrupt:
                raise CommandError(
                    "Interrupted. What was imported so far is safe; run the same command again "
                    "and it goes on where it stopped."
                ) from None

    def _describe(self, reports: dict[Path, ArchiveReport], missing: Gaps) -> None:
        for path, report in reports.items():
            self.stdout.write(
                f"{path.name}: {report.new_issues} issues and {report.new_dailies} dailies new, "
                f"{report.known_issues} and {report.known_dailies} here already, "
                f"{report.new_comments} comments, {report.other_posts} other posts left alone"
                + f", {report.kept_comments} comments on weeklies kept with their documents"
                * bool(report.kept_comments)
            )
            for line in report.refused:
                self.stdout.write(f"  refused: {line}")
            for check, count in report.doubts.most_common():
                self.stdout.write(f"  doubts: {count} × {check}")
        if missing.numbers:
            self.stdout.write(f"Missing numbers: {', '.join(missing.numbers_in_words)}")
        for first, last in missing.days:
            self.stdout.write(f"No issue covers {first} – {last}")


def _move(bar: tqdm, done: int) -> None:
    bar.update(done - bar.n)


def _as_json(reports: dict[Path, ArchiveReport], missing: Gaps) -> dict[str, Any]:
    return {
        "files": [{"file": path.name} | report.facts() for path, report in reports.items()],
        "missing_numbers": missing.numbers,
        "missing_days": [[_iso(first), _iso(last)] for first, last in missing.days],
    }


def _iso(day: date) -> str:
    return day.isoformat()
