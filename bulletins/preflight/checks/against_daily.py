"""Entries first told in the daily: the two publications must not contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import counted, is_same_count
from bulletins.preflight.draft import ENTRY, Draft, Passage, Promoted
from bulletins.preflight.findings import Severity


def find_corrected(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """The daily was corrected after its paragraph had become an entry."""
    for entry, daily in pairs(draft):
        if daily.now != daily.compared:
            what = f" (“{daily.note}”)" if daily.note else ""
            yield Hit(
                f"The daily has corrected this paragraph since{what}.",
                passage=entry,
                end=min(len(entry.text), 80),
                advice=daily.now[:200] or "It was taken out of the daily.",
            )


def find_figures(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A figure of the entry that the daily gives otherwise."""
    for entry, daily in pairs(draft):
        told = counted(Passage(kind=ENTRY, place="daily", where="", html="", text=daily.now))
        for one in counted(entry):
            rivals = [other for other in told if is_same_count(one, other, shared=2)]
            if rivals and not any(one.figure.agrees_with(other.figure) for other in rivals):
                yield at(
                    entry,
                    one.figure.start,
                    one.figure.end,
                    f"{one.figure.text} {one.noun} here, {rivals[0].figure.text} in the daily.",
                    advice=rivals[0].figure.text,
                )


def pairs(draft: Draft) -> Iterator[tuple[Passage, Promoted]]:
    """Each entry that came from a daily, with what that says."""
    dailies = {daily.place: daily for daily in draft.promoted}
    for entry in draft.entries:
        if entry.place in dailies:
            yield entry, dailies[entry.place]


CHECKS = (
    Check(
        id="daily-corrected",
        title="The daily was corrected since",
        severity=Severity.SHOULD,
        reason="What the daily took back must not stand in the weekly.",
        find=find_corrected,
        scope=Scope.ISSUE,
    ),
    Check(
        id="daily-figures",
        title="The daily says another figure",
        severity=Severity.SHOULD,
        reason="Daily and weekly have to give one toll.",
        find=find_figures,
        scope=Scope.ISSUE,
    ),
)
