"""Names and offices used outside the time they were right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import PROSE, Draft, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.lexicon import Lexicon, Name

_PAST = re.compile(
    r"\b(?:former|formerly|ex-?|then|late|previous|onetime|later|future)[ -]?$", re.IGNORECASE
)


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """“Prime Minister X” when X no longer was, or not yet."""
    for passage in draft.passages:
        if passage.kind in PROSE:
            yield from _in_passage(passage, draft, setting)


def _in_passage(passage: Passage, draft: Draft, setting: Setting) -> Iterator[Hit]:
    day = passage.first_day or draft.period_end
    for pattern, roles in _offices(setting.lexicon):
        for match in pattern.finditer(passage.text):
            before = passage.text[max(0, match.start() - 12) : match.start()]
            if _PAST.search(before) or any(role.is_valid_on(day) for role in roles):
                continue
            yield at(
                passage,
                match.start(),
                match.end(),
                f"{roles[0].house} was not “{roles[0].text}” on {day:%B} {day.day}, {day.year} "
                f"({_time(roles[0])}).",
                advice=f"former {match[0]}",
            )


@lru_cache(maxsize=8)
def _offices(lexicon: Lexicon) -> list[tuple[re.Pattern[str], list[Name]]]:
    """For each office a person held: how a text says so, and the times it was true."""
    held: dict[tuple[str, str], list[Name]] = {}
    for name in lexicon.names:
        if name.is_role and (name.valid_from or name.valid_to):
            held.setdefault((name.text, name.house), []).append(name)
    return [(_pattern(role, house), names) for (role, house), names in held.items()]


def _pattern(role: str, house: str) -> re.Pattern[str]:
    """The office right before the full name, or before the family name."""
    family = r"(?:al-)?" + re.escape(house.split()[-1].removeprefix("al-"))
    first = r"(?:\s+[A-Z][\w’'-]+){0,3}"
    words = "|".join(map(re.escape, _ways_to_say(role)))
    return re.compile(rf"\b(?i:{words}){first}\s+{family}\b")


def _ways_to_say(role: str) -> list[str]:
    """“Minister of Defense” is also “Defense Minister”, a president needs no country."""
    office, _, of = role.partition(" of ")
    if office == "Minister":
        return [role, f"{of} Minister"]
    return [role, office] if office in {"President", "Speaker", "Governor"} else [role]


def _time(role: Name) -> str:
    first = f"from {role.valid_from:%B %Y}" if role.valid_from else ""
    last = f"until {role.valid_to:%B %Y}" if role.valid_to else ""
    return " ".join(part for part in (first, last) if part)


CHECK = Check(
    id="terms-dates",
    severity=Severity.SHOULD,
    reason="Readers need the title held on the day.",
    find=find,
    scope=Scope.ISSUE,
    knows_names=True,
)
