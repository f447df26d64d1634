"""Running figures against last week’s issue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import counted, is_same_count
from bulletins.preflight.draft import Draft
from bulletins.preflight.findings import Severity

_RUNNING = re.compile(
    r"\b(?:since|so far|to date|in total|altogether|until now|by now|overall|a total of)\b",
    re.IGNORECASE,
)


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A figure that only grows, lower than a week ago."""
    if draft.previous is None:
        return
    before = [
        one
        for passage in (*draft.previous.summaries, *draft.previous.entries)
        for one in counted(passage)
        if _RUNNING.search(one.text)
    ]
    for passage in (*draft.summaries, *draft.entries):
        for one in counted(passage):
            if not _RUNNING.search(one.text):
                continue
            for old in before:
                if is_same_count(one, old, shared=3) and one.figure.high < old.figure.low:
                    yield at(
                        passage,
                        one.figure.start,
                        one.figure.end,
                        f"{one.figure.text} {one.noun} so far; last week’s issue already had "
                        f"{old.figure.text}.",
                    )
                    break


CHECK = Check(
    id="figures-last-week",
    title="Figures lower than last week’s",
    severity=Severity.SHOULD,
    reason="A toll carried from week to week cannot fall.",
    find=find,
    scope=Scope.ISSUE,
)
