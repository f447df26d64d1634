"""Casualties in prose against the incident record, by date and place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import Counted, counted
from bulletins.preflight.draft import Casualties, Draft, Passage
from bulletins.preflight.figures import KILLED
from bulletins.preflight.findings import Severity
from bulletins.preflight.names import skeleton
from bulletins.preflight.wordlists import words

_BOMB = re.compile(
    r"\b(?:IEDs?|bombs?|bombing|explosives?|explosion|exploded|blasts?|detonated"
    r"|(?<!in )charges?|blew (?:up|(?:him|her|them)sel(?:f|ves) up))\b"
)
_NAME = re.compile(r"(?:al-|ad-|as-)?[A-Z][\w’'-]*\w")
_BEARINGS = words(
    "north south east west northeast northwest southeast southwest northern southern eastern",
    "western northeastern northwestern southeastern southwestern central",
)


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A toll of a bombing in an entry that the row of the same day and place contradicts."""
    for entry in draft.entries:
        if not _BOMB.search(entry.text):
            continue
        rows = [row for row in draft.incidents if row.day and entry.has_day(row.day)]
        for row in rows:
            if _speaks_of(entry, row) and _is_only_place(rows, row, entry):
                yield from _contradictions(entry, row)


def _contradictions(entry: Passage, row: Casualties) -> Iterator[Hit]:
    for one in counted(entry):
        record = row.deaths if one.noun == KILLED else row.injuries
        if not one.figure.harm or record is None or _agrees(one, record):
            continue
        what = "deaths" if one.noun == KILLED else "injuries"
        yield at(
            entry,
            one.figure.start,
            one.figure.end,
            f"The entry says {one.figure.text} {one.noun}; the incident record of "
            f"{row.day:%B} {row.day.day if row.day else ''} at “{row.location}” has "
            f"{_words(record)} {what}.",
            advice=_words(record),
        )


def _agrees(one: Counted, record: tuple[int, int]) -> bool:
    return one.figure.low <= record[1] and record[0] <= one.figure.high


def _speaks_of(entry: Passage, row: Casualties) -> bool:
    """The entry names the row’s place: its own name, not only the city it is near."""
    own = _own_name(row.location)
    words = {skeleton(word) for word in _NAME.findall(entry.text)}
    return bool(own) and skeleton(own) in words


def _own_name(location: str) -> str:
    names = [name for name in _NAME.findall(location) if name.lower() not in _BEARINGS]
    return names[0] if names else ""


def _is_only_place(rows: list[Casualties], row: Casualties, entry: Passage) -> bool:
    """Where an entry tells of several recorded bombings, no figure can be given to one of them."""
    return not any(other is not row and _speaks_of(entry, other) for other in rows)


def _words(record: tuple[int, int]) -> str:
    low, high = record
    return str(low) if low == high else f"{low}–{high}"


CHECK = Check(
    id="figures-record",
    title="Tolls that differ from the record",
    severity=Severity.MUST,
    reason="Text, table and map have to give one toll for one event.",
    find=find,
    scope=Scope.ISSUE,
)
