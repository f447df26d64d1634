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
    r"\b(?:former|formerly|ex-?|then|late|previous|onetime|later|future|known as|called)[ -]?"
    r"[“‘\"(]?$",
    re.IGNORECASE,
)

# What to look for, and the name or office it stands for at each of its times.
Dated = tuple[re.Pattern[str], list[Name]]


def find_offices(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """“Prime Minister X” when X no longer was, or not yet."""
    for passage, start, end, roles in _out_of_time(draft, _offices(setting.lexicon)):
        yield at(
            passage,
            start,
            end,
            f"{roles[0].house} was not “{roles[0].text}” on {_day_of(passage, draft)} "
            f"({_time(roles[0])}).",
            advice=f"former {passage.text[start:end]}",
        )


def find_names(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A name before it was given, or after it was changed."""
    for passage, start, end, names in _out_of_time(draft, _dated_names(setting.lexicon)):
        yield at(
            passage,
            start,
            end,
            f"“{names[0].text}” was not in use on {_day_of(passage, draft)} ({_time(names[0])}).",
            advice="Say the name of the day, or “later called …”.",
        )


def _out_of_time(
    draft: Draft, dated: list[Dated]
) -> Iterator[tuple[Passage, int, int, list[Name]]]:
    """Where a text says one of these on a day none of its times covers."""
    for passage in (one for one in draft.passages if one.kind in PROSE):
        day = passage.first_day or draft.period_end
        for pattern, names in dated:
            if any(name.is_valid_on(day) for name in names):
                continue
            for match in pattern.finditer(passage.text):
                before = passage.text[max(0, match.start() - 20) : match.start()]
                if not _PAST.search(before):
                    yield passage, match.start(), match.end(), names


def _day_of(passage: Passage, draft: Draft) -> str:
    day = passage.first_day or draft.period_end
    return f"{day:%B} {day.day}, {day.year}"


@lru_cache(maxsize=8)
def _dated_names(lexicon: Lexicon) -> list[Dated]:
    """Each name that had its time, as a text writes it, and the times it was in use."""
    used: dict[str, list[Name]] = {}
    for name in lexicon.names:
        if not name.is_role:
            used.setdefault(name.text, []).append(name)
    return [
        (re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])"), names)
        for text, names in used.items()
        if all(name.valid_from or name.valid_to for name in names)
    ]


@lru_cache(maxsize=8)
def _offices(lexicon: Lexicon) -> list[Dated]:
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


CHECKS = (
    Check(
        id="terms-dates",
        title="Titles not held on the day",
        severity=Severity.SHOULD,
        reason="Readers need the title held on the day.",
        find=find_offices,
        scope=Scope.ISSUE,
        knows_names=True,
    ),
    Check(
        id="names-dates",
        title="Names of another time",
        severity=Severity.SHOULD,
        reason="A name from another time misleads whoever looks it up.",
        find=find_names,
        scope=Scope.ISSUE,
        knows_names=True,
    ),
)
