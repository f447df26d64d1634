"""What an entry says otherwise than the daily it came from: days, names, and whether at all.

Sentences are compared that tell the same: they share most of their telling words. Figures are
compared by ``against_daily``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from bulletins.preflight.checks.against_daily import pairs
from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.checks.dates_in_text import days_in
from bulletins.preflight.counted import telling_words
from bulletins.preflight.draft import Draft, Passage, Promoted, Sentence
from bulletins.preflight.findings import Severity
from bulletins.preflight.names import Mention, bare, may_be_one, mentions

SHARED = 3  # telling words of one sentence that the other has too
MOST = 0.5  # of the shorter one
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|neither|nor|without|denied|denies|deny|failed to|fails to)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.]|\b(?:but|and|while|although)\b")
_LAST_WORD = re.compile(r"([\w’'-]+)\s+$")
_FIRST_WORD = re.compile(r"\s+([\w’'-]+)")
_SIDE = re.compile(
    r"\b(?P<side>north|south|east|west|north-?east|north-?west|south-?east|south-?west)(?:ern)?"
    r"(?: part)? of (?:the )?(?P<name>[A-Z][\w’'-]+)",
    re.IGNORECASE,
)


def find_days(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """An entry of other days than its daily, where the daily does not name that day either."""
    for entry, daily in pairs(draft):
        if entry.first_day is None or daily.first_day is None or daily.last_day is None:
            continue
        named = {(day.month, day.day) for day in days_in(daily.now, year=daily.first_day.year)}
        is_there = daily.first_day <= entry.first_day <= daily.last_day
        if not is_there and (entry.first_day.month, entry.first_day.day) not in named:
            yield Hit(
                f"Dated {_words(entry.first_day)} here; the daily it came from is of "
                f"{_span(daily.first_day, daily.last_day)} and names no such day.",
                passage=entry,
                end=min(len(entry.text), 80),
            )


def find_dates(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """“On June 20” where the daily's sentence says June 19."""
    for entry, daily in pairs(draft):
        year = entry.first_day.year if entry.first_day else draft.period_end.year
        for ours, theirs in _told_twice(entry, daily):
            here, there = (set(days_in(one.text, year=year)) for one in (ours, theirs))
            if here and there and not here & there:
                yield _differs(entry, ours, _days_words(here), _days_words(there))


def find_names(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A place, a group or a person that stands here for another one in the daily."""
    for entry, daily in pairs(draft):
        whole, told = _names(entry.text), _names(daily.now)
        for ours, theirs in _told_twice(entry, daily):
            here = [name for name in _names(ours.text) if not _stands_in(name, told)]
            there = [name for name in _names(theirs.text) if not _stands_in(name, whole)]
            for one, other in product(here, there):
                if _has_its_place(one, other):
                    yield _differs(entry, ours, f"“{one.text}”", f"“{other.text}”")


def find_sides(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """“North of Hit” here, “south of Hit” in the daily."""
    for entry, daily in pairs(draft):
        there = {bare(found["name"]): found[0] for found in _SIDE.finditer(daily.now)}
        for found in _SIDE.finditer(entry.text):
            other = there.get(bare(found["name"]))
            if other and _SIDE.match(other)["side"].lower() != found["side"].lower():  # type: ignore[index]
                yield at(
                    entry,
                    found.start(),
                    found.end(),
                    f"“{found[0]}” here, “{other}” in the daily.",
                )


def find_claims(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """One of the two says that it is so, the other that it is not."""
    for entry, daily in pairs(draft):
        for ours, theirs in _told_twice(entry, daily):
            if _denies(ours.text, theirs.text) or _denies(theirs.text, ours.text):
                yield at(
                    entry,
                    ours.start,
                    ours.start + len(ours.text),
                    "One of the two says “not” and the other does not.",
                    advice=f"The daily: “{theirs.text}”"[:200],
                )


def _told_twice(entry: Passage, daily: Promoted) -> Iterator[tuple[Sentence, Sentence]]:
    """Each sentence of the entry with the one of the daily that tells the same, if any does."""
    told = [(one, telling_words(one.text)) for one in _passage(daily.now).sentences]
    for ours in entry.sentences:
        words = telling_words(ours.text)
        shared, theirs = max(
            ((len(words & others), one) for one, others in told),
            key=lambda found: found[0],
            default=(0, None),
        )
        if theirs is None or shared < SHARED:
            continue
        if shared >= MOST * min(len(words), len(telling_words(theirs.text))):
            yield ours, theirs


def _denies(one: str, other: str) -> bool:
    """The one says “not” of something that the other says too, without a “not” anywhere."""
    negation = _NEGATION.search(one)
    if negation is None or _NEGATION.search(other):
        return False
    denied = telling_words(_CLAUSE_END.split(one[negation.end() :])[0])
    return bool(denied) and len(denied & telling_words(other)) >= MOST * len(denied)


def _has_its_place(one: Mention, other: Mention) -> bool:
    """The two stand after the same word, or before the same word."""
    (before, after), (others_before, others_after) = map(_neighbors, (one, other))
    return bool(before and before == others_before) or bool(after and after == others_after)


def _neighbors(name: Mention) -> tuple[str, str]:
    text = name.passage.text
    before, after = _LAST_WORD.search(text[: name.start]), _FIRST_WORD.match(text[name.end :])
    return (before[1].lower() if before else ""), (after[1].lower() if after else "")


def _passage(text: str) -> Passage:
    return Passage(kind="daily", place="daily", where="", html="", text=text)


def _names(text: str) -> list[Mention]:
    return list(mentions(_passage(text)))


def _stands_in(name: Mention, others: list[Mention]) -> bool:
    """Any part of it is there, perhaps spelled its own way, which another check says."""
    parts = [part for other in others for part in other.parts]
    return any(
        bare(one) == bare(other) or may_be_one(one, other) for one in name.parts for other in parts
    )


def _differs(entry: Passage, ours: Sentence, here: str, there: str) -> Hit:
    return at(
        entry,
        ours.start,
        ours.start + len(ours.text),
        f"{here} here, {there} in the daily.",
        advice=there,
    )


def _days_words(days: set[date]) -> str:
    return ", ".join(_words(day) for day in sorted(days))


def _words(day: date) -> str:
    return f"{day:%B} {day.day}"


def _span(first: date, last: date) -> str:
    return _words(first) if first == last else f"{_words(first)} and {_words(last)}"


CHECKS = (
    Check(
        id="daily-days",
        title="Another day than the daily’s",
        severity=Severity.SHOULD,
        reason="Daily and weekly have to give one day.",
        find=find_days,
        scope=Scope.ISSUE,
    ),
    Check(
        id="daily-dates",
        title="Another date in the daily",
        severity=Severity.SHOULD,
        reason="Daily and weekly have to give one day.",
        find=find_dates,
        scope=Scope.ISSUE,
    ),
    Check(
        id="daily-names",
        title="Another name in the daily",
        severity=Severity.SHOULD,
        reason="Daily and weekly have to name one place, one group, one person.",
        find=find_names,
        scope=Scope.ISSUE,
    ),
    Check(
        id="daily-sides",
        title="Another side in the daily",
        severity=Severity.SHOULD,
        reason="Daily and weekly have to tell of one spot.",
        find=find_sides,
        scope=Scope.ISSUE,
    ),
    Check(
        id="daily-claims",
        title="The daily says the opposite",
        severity=Severity.SHOULD,
        reason="What one publication says and the other denies cannot both be true.",
        find=find_claims,
        scope=Scope.ISSUE,
    ),
)
