"""``import_incidents FILE [--dry-run] [--with-duplicates] [--json]``."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from bulletins.incidents.intake.comparing import Preview, Proposal
from bulletins.incidents.intake.saving import preview, save
from bulletins.incidents.intake.sheets import CannotRead

SHOWN = 40


class Command(BaseCommand):
    """A table of incidents into the record."""

    help = "Reads a CSV or XLSX table of incidents, shows what is new or doubtful, and saves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="Show only; save nothing.")
        parser.add_argument("--with-duplicates", action="store_true", help="Save them too.")
        parser.add_argument("--json", action="store_true", help="One JSON document on stdout.")

    def handle(self, *args: Any, **options: Any) -> None:
        table = self._read(options["file"])
        result: dict[str, Any] = {"counts": table.counts, "rows": _told(table)}
        if not options["json"]:
            self._show(table)
        if not options["dry_run"]:
            result["saved"] = self._save(table, options["with_duplicates"], options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))

    def _read(self, path: str) -> Preview:
        try:
            return preview(Path(path).read_bytes(), today=timezone.localdate())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except CannotRead as error:
            raise CommandError(f"{path}: {error}") from error

    def _show(self, table: Preview) -> None:
        doubted = [each for each in table.proposals if each.doubts]
        for proposal in doubted[:SHOWN]:
            self.stdout.write(
                f"line {proposal.line} ({proposal.status}): {' '.join(proposal.doubts)}"
            )
        if len(doubted) > SHOWN:
            self.stdout.write(f"… and {len(doubted) - SHOWN:,} more; --json has them all.")
        counts = ", ".join(f"{number:,} {what}" for what, number in table.counts.items())
        self.stdout.write(f"{len(table.proposals):,} rows: {counts or 'none'}.")

    def _save(self, table: Preview, with_duplicates: bool, is_quiet: bool) -> dict[str, int]:
        with tqdm(total=len(table.proposals), disable=is_quiet, unit="rows") as bar:
            saved = save(
                table,
                author=None,
                at=timezone.now(),
                with_duplicates=with_duplicates,
                progress=bar.update,
            )
        if not is_quiet:
            self.stdout.write(
                f"{saved.added:,} added, {saved.changed:,} changed, {saved.left_out:,} left out."
            )
        return {"added": saved.added, "changed": saved.changed, "left_out": saved.left_out}


def _told(table: Preview) -> list[dict[str, Any]]:
    """Every row that is not simply new or there already."""
    plain = (Proposal.NEW, Proposal.SAME)
    return [
        {"line": each.line, "status": each.status, "doubts": each.doubts}
        for each in table.proposals
        if each.doubts or each.status not in plain
    ]
