"""``import_subscribers FILE.csv [--dry-run] [--json]``: take over a list, with proof of consent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.publications.models import Publication
from bulletins.subscribers import lists
from bulletins.subscribers.services.imports import import_rows


class Command(BaseCommand):
    """Subscribes the people of a CSV file who said yes elsewhere; says who is left out, and why."""

    help = "Import readers from a CSV file with the columns " + ", ".join(lists.COLUMNS) + "."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show, and save nothing")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        text = _text(options["file"])
        found = _read(options["file"], text)
        rows = [each for each in found if isinstance(each, lists.Row)]
        doubts = [each for each in found if isinstance(each, lists.Doubt)]
        new = 0 if options["dry_run"] else import_rows(rows=rows, at=now)
        if options["json"]:
            self.stdout.write(json.dumps(_report(rows, doubts, new)))
            return
        if not_read := lists.columns_not_read(text):
            self.stdout.write(f"Not read, no such column is known: {', '.join(not_read)}.")
        for doubt in doubts:
            self.stdout.write(f"line {doubt.line}: {doubt.email or 'no address'}: {doubt.message}")
        verb = "would be read" if options["dry_run"] else f"read, {new} of them new"
        self.stdout.write(f"{len(rows)} subscriptions {verb}; {len(doubts)} lines left out.")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not a UTF-8 text file. Save it as CSV in UTF-8.") from None


def _read(path: Path, text: str) -> list[lists.Row | lists.Doubt]:
    try:
        return lists.read(text, publications=Publication.objects.order_by("pk"), at=timezone.now())
    except lists.NotAList as error:
        raise CommandError(f"{path}: {error}") from None


def _report(rows: list[lists.Row], doubts: list[lists.Doubt], new: int) -> dict[str, Any]:
    return {
        "read": len(rows),
        "new": new,
        "left_out": [
            {"line": each.line, "email": each.email, "message": each.message} for each in doubts
        ],
    }
