"""``render_issue ISSUE --to DIR``: the files of the current edition, or of the draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from bulletins.issues import documents, freezing, proofs, renditions
from bulletins.issues.lookup import NoSuchIssue, find_issue
from bulletins.issues.models import Edition, Issue
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
        edition = (
            freezing.draft_edition(issue, at=timezone.now())
            if options["draft"]
            else _current(issue)
        )
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
        before = proofs.before(edition)
        then = _files(before) if before else None
        with tqdm(total=1.0, bar_format="{l_bar}{bar}", desc="Pictures", leave=False) as bar:
            missing = proofs.write_proof(
                folder,
                edition=edition,
                files=files,
                before=then,
                report=lambda part: bar.update(part - bar.n),
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


def _current(issue: Issue) -> Edition:
    edition = issue.editions.order_by("number").last()
    if edition is None:
        raise CommandError(f"{issue.title} is not published yet. Use --draft to see it as it is.")
    return edition


def _files(edition: Edition) -> dict[str, bytes]:
    try:
        return renditions.files_of(edition, at=timezone.now())
    except renditions.NotMade as error:
        raise CommandError(str(error)) from None


def _print_forms(edition: Edition) -> dict[str, bytes]:
    return {
        "issue-archive.pdf": documents.draw_pdf(edition, variant=pdf.ARCHIVAL),
        "issue-letter.pdf": documents.draw_pdf(edition, paper=pdf.LETTER),
        "handout.pdf": documents.draw_handout(edition),
    }
