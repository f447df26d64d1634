"""``render_issue ISSUE --to DIR``: the files of the current edition, or of the draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues import documents, freezing, renditions
from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.models import Edition, Issue, Rendition


class Command(BaseCommand):
    """Writes web.html, email.html, email.txt, issue.pdf, map.svg and map.png."""

    help = "Write the renditions of an issue's current edition (or of the draft) to a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--to", required=True, type=Path, metavar="DIR")
        parser.add_argument("--draft", action="store_true", help="the text as it stands now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        folder: Path = options["to"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from None
        files = _draft_files(issue) if options["draft"] else _frozen_files(issue)
        for name, body in files.items():
            (folder / name).write_bytes(body)
            self.stdout.write(f"{folder / name}  {len(body):,} bytes")


def _draft_files(issue: Issue) -> dict[str, bytes]:
    """Drawn now and kept nowhere."""
    content, sha256 = freezing.freeze(issue)
    draft = Edition(
        issue=issue, number=0, content=content, sha256=sha256, published_at=timezone.now()
    )
    return {name: documents.draw(draft, kind) for kind, name in renditions.FILE_NAMES.items()}


def _frozen_files(issue: Issue) -> dict[str, bytes]:
    """The frozen files. One that no worker has made yet is made here; a failed one is an error."""
    edition = issue.editions.order_by("number").last()
    if edition is None:
        raise CommandError(f"{issue.title} is not published yet. Use --draft to see it as it is.")
    return {
        renditions.FILE_NAMES[Rendition.Kind(rendition.kind)]: _body(rendition)
        for rendition in edition.renditions.all()
    }


def _body(rendition: Rendition) -> bytes:
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
    rendition.refresh_from_db()
    if not rendition.is_done:
        reason = rendition.error or f"it is {rendition.status}"
        raise CommandError(f"The {rendition.get_kind_display()} cannot be written: {reason}")
    with rendition.file.open("rb") as file:
        return bytes(file.read())
