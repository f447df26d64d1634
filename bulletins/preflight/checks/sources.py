"""Who reported it."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.counted import counted
from bulletins.preflight.draft import ENTRY, Passage
from bulletins.preflight.findings import Severity


def find_missing(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """An entry nobody stands behind."""
    if not passage.sources:
        yield Hit("The entry names no source.", passage=passage, advice="Add the outlet.")


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
        severity=Severity.SHOULD,
        reason="Readers and colleagues must be able to go back to the report.",
        find=find_missing,
        kinds=_ENTRIES,
    ),
    Check(
        id="source-single",
        severity=Severity.NOTE,
        reason="First tolls of one source are often wrong.",
        find=find_single,
        kinds=_ENTRIES,
    ),
)
