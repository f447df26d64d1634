"""Editions to measure with: the sample week, and issues made of parts of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bulletins.issues import freezing
from bulletins.issues.lookup import find_issue
from bulletins.issues.models import Edition, Issue

SAMPLE = "122"


def sample() -> Edition:
    """The sample week as an edition that is not stored. Load it first: ``sample_data``."""
    issue = find_issue(SAMPLE)
    content, sha256 = freezing.freeze(Issue.objects.for_reading().get(pk=issue.pk))
    return _edition(content, sha256)


def of_parts(content: dict[str, Any], *, sections: int, entries: int | None = None) -> Edition:
    """An edition of that many sections, repeated as needed, the first ``entries`` of each."""
    takeaways = content["takeaways"]
    parts = []
    for number in range(sections):
        part = takeaways[number % len(takeaways)]
        parts.append({**part, "id": number, "entries": part["entries"][:entries]})
    return _edition({**content, "takeaways": parts}, f"{sections:064d}")


def _edition(content: dict[str, Any], sha256: str) -> Edition:
    return Edition(
        issue=Issue(slug=SAMPLE),
        number=1,
        content=content,
        sha256=sha256,
        published_at=datetime(2017, 7, 27, 11, tzinfo=UTC),
    )
