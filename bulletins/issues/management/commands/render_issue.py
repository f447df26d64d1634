"""``render_issue ISSUE --to DIR``: the files of the current edition, or of the draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bulletins.issues import documents, freezing, proofs, renditions
from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.models import Edition, Issue, Rendition
from bulletins.rendering import pdf


class Command(BaseCommand):
    """Writes web.html, email.html, email.txt, issue.pdf, map.svg and map.png."""

    help = "Write the renditions of an issue's current edition (or of the draft) to a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("issue", metavar="ISSUE")
        parser.add_argument("--to", required=True, type=Path, metavar="DIR")
        parser.add_argument("--draft", action="store_true", help="the text as it stands now")
        parser.add_argument(
            "--print-forms",
            action="store_true",
            help="also the PDF for archives, the one on US Letter, and the one-page handout",
        )
        parser.add_argument(
            "--proof",
            action="store_true",
            help="also proof.html: every surface as pictures, what changed framed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            issue = find_issue(options["issue"])
        except NoSuchIssue as error:
            raise CommandError(str(error)) from None
        folder = _folder(options["to"])
        edition = _draft(issue) if options["draft"] else _current(issue)
        files = _files(edition)
        if options["print_forms"]:
            files |= _print_forms(edition)
        for name, body in files.items():
            (folder / name).write_bytes(body)
            self.stdout.write(f"{folder / name}  {len(body):,} bytes")
        if options["proof"]:
            self._proof(folder, edition, files)

    def _proof(self, folder: Path, edition: Edition, files: proofs.Files) -> None:
        """A draft is compared with what readers have now."""
        editions = edition.issue.editions.order_by("number")
        before = (editions.filter(number__lt=edition.number) if edition.pk else editions).last()
        missing = proofs.write_proof(
            folder, edition=edition, files=files, before=_files(before) if before else None
        )
        for words in missing:
            self.stderr.write(words)
        self.stdout.write(f"{folder / 'proof.html'}  the proof sheet")


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from None
    return folder


def _draft(issue: Issue) -> Edition:
    """The text as it stands, as an edition that is kept nowhere."""
    content, sha256 = freezing.freeze(issue)
    return Edition(
        issue=issue, number=0, content=content, sha256=sha256, published_at=timezone.now()
    )


def _current(issue: Issue) -> Edition:
    edition = issue.editions.order_by("number").last()
    if edition is None:
        raise CommandError(f"{issue.title} is not published yet. Use --draft to see it as it is.")
    return edition


def _files(edition: Edition) -> dict[str, bytes]:
    """The renditions by file name: a draft's are drawn now, an edition's are the frozen ones."""
    if not edition.pk:
        return {name: documents.draw(edition, kind) for kind, name in renditions.FILE_NAMES.items()}
    return {
        renditions.FILE_NAMES[Rendition.Kind(rendition.kind)]: _body(rendition)
        for rendition in edition.renditions.all()
    }


def _print_forms(edition: Edition) -> dict[str, bytes]:
    return {
        "issue-archive.pdf": documents.draw_pdf(edition, variant=pdf.ARCHIVAL),
        "issue-letter.pdf": documents.draw_pdf(edition, paper=pdf.LETTER),
        "handout.pdf": documents.draw_handout(edition),
    }


def _body(rendition: Rendition) -> bytes:
    """One frozen file. What no worker has made yet is made here; a failed one is an error."""
    renditions.make(rendition_id=rendition.pk, at=timezone.now())
    rendition.refresh_from_db()
    if not rendition.is_done:
        reason = rendition.error or f"it is {rendition.status}"
        raise CommandError(f"The {rendition.get_kind_display()} cannot be written: {reason}")
    with rendition.file.open("rb") as file:
        return bytes(file.read())
