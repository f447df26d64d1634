"""What a screen reader would stumble over in the finished issue."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting
from bulletins.preflight.draft import Draft
from bulletins.preflight.findings import Severity


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Every complaint of the checker that a worker asked about the drawn issue."""
    for complaint in draft.complaints:
        yield Hit(complaint, advice="If no text explains it, tell whoever looks after the site.")


CHECK = Check(
    id="accessibility",
    title="Not readable for everyone",
    severity=Severity.SHOULD,
    reason="Readers who hear the issue get what its tags say.",
    find=find,
    scope=Scope.ISSUE,
)
