"""A takeaway’s figures against those of its own entries."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import counted, is_same_count, words_of
from bulletins.preflight.draft import Section
from bulletins.preflight.findings import Severity


def find(section: Section, setting: Setting) -> Iterator[Hit]:
    """A figure of the summary that no entry has, where an entry counts the same things."""
    below = [one for entry in section.entries for one in counted(entry)]
    for above in counted(section.summary):
        rivals = [one for one in below if is_same_count(above, one, shared=2)]
        if not rivals or any(one.figure.agrees_with(above.figure) for one in rivals):
            continue
        if any(one.figure.agrees_with(above.figure) for one in below if one.noun == above.noun):
            continue
        closest = max(rivals, key=lambda one: len(words_of(one) & words_of(above)))
        yield at(
            section.summary,
            above.figure.start,
            above.figure.end,
            f"The summary says {above.figure.text} {above.noun}, the entries say "
            f"{closest.figure.text} ({closest.passage.where}).",
            advice=closest.figure.text,
        )


CHECK = Check(
    id="figures-takeaway",
    severity=Severity.MUST,
    reason="A toll that differs between headline and story costs the bulletin its name.",
    find=find,
    scope=Scope.SECTION,
)
