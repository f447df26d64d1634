"""What a reader typed, understood: words, “exact phrases”, exclusions with a minus.

Any text is a query: there is no wrong syntax, and nothing typed reaches the database as syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletins.public.search.spellings import Phrase, Spellings
from bulletins.public.search.words import stems

LONGEST = 300  # characters; a longer question is cut
MOST_CLAUSES = 16

NONE_KNOWN = Spellings()

_PART = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:["“”„](?P<quoted>[^"“”„]*)["“”„]?|(?P<plain>[^\s"“”„]+))'
)


@dataclass(frozen=True)
class Clause:
    """One thing asked for: any of these phrases will do. Sorted, so that equal is equal."""

    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Query:
    """All of ``wanted`` must be there, none of ``unwanted``."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing was asked for."""
        return not self.wanted and not self.unwanted

    @property
    def phrases(self) -> frozenset[Phrase]:
        """Every phrase a hit may be marked at."""
        return frozenset(phrase for clause in self.wanted for phrase in clause.phrases)


def parse(text: str, spellings: Spellings = NONE_KNOWN) -> Query:
    """Understand a question. Quoted words are taken exactly, others in all their spellings."""
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    loose: list[str] = []
    for part in _PART.finditer(text[:LONGEST].replace("\x00", " ")):
        if part["plain"] and not part["minus"]:
            loose += stems(part["plain"])
            continue
        wanted += _loose_clauses(loose, spellings)
        loose = []
        found = _special_clauses(part, spellings)
        (unwanted if part["minus"] else wanted).extend(found)
    wanted += _loose_clauses(loose, spellings)
    return Query(_distinct(wanted), _distinct(unwanted))


def _special_clauses(part: re.Match[str], spellings: Spellings) -> list[Clause]:
    if part["quoted"] is not None:
        phrase = tuple(stems(part["quoted"]))
        return [Clause((phrase,))] if phrase else []
    return _loose_clauses(stems(part["plain"]), spellings)


def _loose_clauses(words: list[str], spellings: Spellings) -> list[Clause]:
    """Words outside quotes, left to right: the longest known name first, else the bare word."""
    longest = spellings.longest
    clauses = []
    place = 0
    while place < len(words):
        phrase, same = _longest_name(words[place : place + longest], spellings)
        clauses.append(Clause(tuple(sorted(same))))
        place += len(phrase)
    return clauses


def _longest_name(words: list[str], spellings: Spellings) -> tuple[Phrase, frozenset[Phrase]]:
    """The words a name takes up from here, and all its spellings; else the first word alone."""
    for length in range(len(words), 0, -1):
        phrase = tuple(words[:length])
        if same := spellings.of(phrase):
            return phrase, same
    return (words[0],), frozenset({(words[0],)})


def _distinct(clauses: list[Clause]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clauses))[:MOST_CLAUSES]
