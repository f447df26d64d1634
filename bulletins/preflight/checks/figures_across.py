"""The same count in two sections."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import Counted, counted, is_same_count, words_of
from bulletins.preflight.draft import Draft, Section
from bulletins.preflight.findings import Severity


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Large figures of two sections that count the same and differ."""
    for first, second in combinations(draft.sections, 2):
        for one in _large(first, setting.limit):
            for other in _large(second, setting.limit):
                if _is_contradiction(one, other):
                    yield _hit(one, other)


def _large(section: Section, limit: int) -> list[Counted]:
    """Small figures of two sections are two events far more often than one mistake."""
    passages = (section.summary, *section.entries)
    return [
        one
        for passage in passages
        for one in counted(passage)
        if one.figure.low >= limit and not one.figure.harm
    ]


def _is_contradiction(one: Counted, other: Counted) -> bool:
    if not is_same_count(one, other, shared=2) or one.figure.agrees_with(other.figure):
        return False
    # Wholes and their parts are rarely within a factor of three.
    if max(one.figure.low, other.figure.low) >= 3 * min(one.figure.high, other.figure.high):
        return False
    is_swapped = sorted(one.figure.text) == sorted(other.figure.text)  # 850,000 and 580,000
    return is_swapped or is_same_count(one, other, shared=3)


def _hit(one: Counted, other: Counted) -> Hit:
    shared = ", ".join(sorted(words_of(one) & words_of(other))[:4])
    return at(
        other.passage,
        other.figure.start,
        other.figure.end,
        f"{other.figure.text} {other.noun} here, {one.figure.text} in {one.passage.where} "
        f"(both speak of {shared}).",
        advice=one.figure.text,
    )


CHECK = Check(
    id="figures-across",
    title="One count, two figures",
    severity=Severity.SHOULD,
    reason="A figure quoted in two sections should be one figure.",
    find=find,
    scope=Scope.ISSUE,
    limit=500,
    limit_means="the smallest figure that is compared",
)
