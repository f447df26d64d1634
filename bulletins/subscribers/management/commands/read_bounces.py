"""``read_bounces [FILE…]``: take in what came back, from files, a maildir or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.subscribers import reports
from bulletins.subscribers.services.bounces import record_report


class Command(BaseCommand):
    """Reads returned mail. Without a file it reads one message from standard input (a pipe of the
    mail server). Nothing is deleted; reading the same twice changes nothing.
    """

    help = "Read bounces and complaints, and stop mailing addresses that do not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", type=Path, help="or a maildir")

    def handle(self, *args: Any, **options: Any) -> None:
        found = recorded = messages = 0
        for raw in _messages(options["files"]):
            messages += 1
            for report in reports.read(raw):
                found += 1
                recorded += record_report(report=report, at=timezone.now())
        self.stdout.write(f"{messages} messages, {found} reports, {recorded} of them new.")


def _messages(paths: list[Path]) -> Iterator[bytes]:
    if not paths:
        yield sys.stdin.buffer.read(reports.LARGEST)
    for path in paths:
        try:
            for file in _files(path):
                yield file.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None


def _files(path: Path) -> list[Path]:
    """The file itself, or every message of a maildir, read or not."""
    if not path.is_dir():
        return [path]
    folders = [path / "new", path / "cur"] if (path / "new").is_dir() else [path]
    return sorted(file for folder in folders for file in folder.iterdir() if file.is_file())
