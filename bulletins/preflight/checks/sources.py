"""Who reported it."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import counted
from bulletins.preflight.draft import ENTRY, Draft, Passage
from bulletins.preflight.findings import Severity

_MANY = 10  # entries; one by one they would bury everything else


def find_missing(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Each entry nobody stands behind; one word about all where an old issue names none at all."""
    bare = [entry for entry in draft.entries if not entry.sources]
    if len(bare) == len(draft.entries) >= _MANY:
        yield Hit(f"None of the {len(bare)} entries names a source.", advice="Add the outlets.")
        return
    for entry in bare:
        yield Hit("The entry names no source.", passage=entry, advice="Add the outlet.")


def find_single(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Casualties that rest on one report."""
    outlets = {source.outlet or source.url for source in passage.sources}
    harmed = next((one for one in counted(passage) if one.figure.harm), None)
    if harmed and len(outlets) == 1:
        yield at(
            passage,
            harmed.figure.start,
            harmed.figure.end,
            f"These casualties rest on one source ({next(iter(outlets))}).",
            advice="Add a second source, or say who gives the figure.",
        )


_ENTRIES = frozenset({ENTRY})
CHECKS = (
    Check(
        id="source-missing",
        title="No source",
        severity=Severity.SHOULD,
        reason="Readers and colleagues must be able to go back to the report.",
        find=find_missing,
        scope=Scope.ISSUE,
    ),
    Check(
        id="source-single",
        title="Casualties on one source",
        severity=Severity.NOTE,
        reason="First tolls of one source are often wrong.",
        find=find_single,
        kinds=_ENTRIES,
    ),
)
