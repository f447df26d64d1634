"""Totals of the week in prose against the rows of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import Counted, counted
from bulletins.preflight.draft import Draft
from bulletins.preflight.figures import INJURED, KILLED
from bulletins.preflight.findings import Severity

_TOTAL = re.compile(
    r"\b(?:this week|the week|in all|in total|altogether|a total of|during the period)\b",
    re.IGNORECASE,
)
_RECORD = re.compile(r"\b(?:IED|IEDs|explosive devices?|bombings?|incidents?)\b")


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A total of incidents, dead or injured that the rows do not add up to."""
    if not draft.incidents:
        return
    for passage in (*draft.summaries, *draft.entries):
        for one in counted(passage):
            if _TOTAL.search(one.text) and _RECORD.search(one.text):
                yield from _difference(draft, one)


def _difference(draft: Draft, one: Counted) -> Iterator[Hit]:
    total = _total(draft, one.noun)
    if total is None or one.figure.low <= total <= one.figure.high:
        return
    what = {KILLED: "deaths", INJURED: "injuries"}.get(one.noun, "incidents")
    yield at(
        one.passage,
        one.figure.start,
        one.figure.end,
        f"The text says {one.figure.text}; the rows of the record add up to {total} {what}.",
        replacement=str(total),
    )


def _total(draft: Draft, noun: str) -> int | None:
    """None where the text counts something else, or a row is unknown."""
    if noun == KILLED:
        return _sum([row.deaths for row in draft.incidents])
    if noun == INJURED:
        return _sum([row.injuries for row in draft.incidents])
    return len(draft.incidents) if noun in {"incidents", "bombings"} else None


def _sum(ranges: list[tuple[int, int] | None]) -> int | None:
    certain = [pair[0] for pair in ranges if pair and pair[0] == pair[1]]
    return sum(certain) if len(certain) == len(ranges) else None


CHECK = Check(
    id="figures-totals",
    title="Totals that differ from the table",
    severity=Severity.MUST,
    reason="The total in the text and the total under the table stand on one page.",
    find=find,
    scope=Scope.ISSUE,
)
