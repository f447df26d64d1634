"""What a checker for accessibility says about the PDF a draft would make.

Page, mail and PDF are set from the same marks, and of the three only the PDF says in its tags what
a screen reader will get. The checker (``pdfua``, for ISO 14289-1 and WCAG 2.1) runs in a process of
its own: its memory stays out of the workers, and a file that breaks it breaks nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from bulletins.issues import documents, freezing
from bulletins.issues.models import Issue
from bulletins.preflight import reports
from bulletins.preflight.models import Report

SECONDS = 60
# What the checker only supposes would cry wolf in every issue.
CHECKER = [sys.executable, "-m", "pdfua", "check", "--format", "json", "--certain-only"]


class CheckerFailed(Exception):
    """The checker gave no answer. The message says what it said instead."""


def look_at(*, issue: Issue, at: datetime) -> bool:
    """Draw the issue as it stands and keep what the checker says; true if that has changed.

    Drawing takes about a second, so nothing is done when nothing was written since the last time.
    """
    stamp = reports.stamp_of(issue)
    before = Report.objects.filter(issue=issue).first()
    if before is not None and before.drawn_stamp == stamp:
        return False
    complaints = _complaints(issue, at=at)
    Report.objects.update_or_create(
        issue=issue,
        defaults={"drawn_stamp": stamp, "complaints": complaints},
        create_defaults={"drawn_stamp": stamp, "complaints": complaints, "checked_at": at},
    )
    return before is None or before.complaints != complaints


def complaints_in(pdf: bytes) -> list[str]:
    """What is certainly wrong with the file, each said once with its page. Empty: nothing found.

    Raises ``CheckerFailed`` when the checker does not come to an end or cannot read the file.
    """
    with tempfile.TemporaryDirectory(prefix="ishm-check-") as folder:
        path = Path(folder) / "issue.pdf"
        path.write_bytes(pdf)
        answer = _ask([*CHECKER, str(path)])
    said = [_words(one) for one in answer["findings"] if one["severity"] != "info"]
    return list(dict.fromkeys(said))


def _complaints(issue: Issue, *, at: datetime) -> list[str]:
    draft = freezing.draft_edition(Issue.objects.for_reading().get(pk=issue.pk), at=at)
    try:
        return complaints_in(documents.draw_pdf(draft))
    except (
        Exception
    ) as error:  # A picture that is gone, a broken checker: said, and the rest goes on.
        return [f"The PDF could not be checked: {error}"]


def _ask(command: list[str]) -> dict[str, Any]:
    """Its answer; a file with faults ends it with a status of its own, so that says nothing."""
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        answer: dict[str, Any] = json.loads(ended.stdout)
    except subprocess.TimeoutExpired:
        raise CheckerFailed(f"the checker took more than {SECONDS} seconds.") from None
    except json.JSONDecodeError:
        raise CheckerFailed(ended.stderr.strip()[-300:] or "the checker said nothing.") from None
    if "findings" not in answer:
        raise CheckerFailed(answer.get("error", "the checker could not read the file."))
    return answer


def _words(finding: dict[str, Any]) -> str:
    page = f"On page {finding['page']} of the PDF: " if finding["page"] else "In the PDF: "
    return f"{page}{finding['message']}"
