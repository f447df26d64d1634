"""One event told twice in different words, as when two editors work from two agencies."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting
from bulletins.preflight.counted import EMPTY, counted
from bulletins.preflight.draft import Draft, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.names import bare, mentions
from bulletins.rendering.stemming import english_stem

_WORD = re.compile(r"[A-Za-z][a-z’'-]+|\d[\d,]*")
_OPENING = re.compile(r"^(?:On|Between|From|In|By)\s[^,.]{3,40},\s")
_SHORTEST = 4  # letters; shorter words stand in every report
# Set by the sample week: reports of one day that tell different events reach 0.13, one event
# told twice by two writers seldom stays below 0.17 (docs/preflight.md).
_ALIKE = 0.16
# With the same toll, less will do.
_ALIKE_BESIDES_TOLL = 0.08
# Two texts this close share whole sentences, which “duplicate-entry” says.
_PASTED = 0.8

Weights = Mapping[str, float]


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Two entries of one day whose rare words, names and figures are the same."""
    entries = [entry for entry in draft.entries if entry.first_day]
    weigh = _weights([_words(entry.text) for entry in entries])
    for (early, its), (late, others) in combinations(zip(entries, weigh, strict=True), 2):
        least = _ALIKE_BESIDES_TOLL if _toll(early) & _toll(late) else _ALIKE
        if _may_be_one(early, late) and least <= _likeness(its, others) < _PASTED:
            yield Hit(
                f"{early.where} seems to tell the same event in other words; "
                f"both have {_in_common(its, others, late.text)}.",
                passage=late,
                end=min(len(late.text), 80),
                advice="Make one entry of the two, or say how they differ.",
            )


def _may_be_one(one: Passage, other: Passage) -> bool:
    """They share a day and a name: two bombs of one day kill alike in different places."""
    days = (other.first_day, other.last_day)
    is_same_day = any(day is not None and one.has_day(day) for day in days)
    return is_same_day and bool(_names(one) & _names(other))


@lru_cache(maxsize=2_000)
def _names(entry: Passage) -> frozenset[str]:
    """Each part of a name; months are capitalized too, but name nobody."""
    return frozenset(bare(part) for mention in mentions(entry) for part in mention.parts) - EMPTY


def _toll(entry: Passage) -> set[tuple[str, float]]:
    """How many were killed and how many injured, as far as the entry says so for certain."""
    figures = [one.figure for one in counted(entry)]
    return {(one.harm, one.low) for one in figures if one.harm and one.low == one.high}


@lru_cache(maxsize=2_000)
def _words(text: str) -> Counter[str]:
    """The stems of the words that carry meaning, and the numbers; not the date it opens with."""
    found = _WORD.findall(_OPENING.sub("", text))
    return Counter(
        english_stem(word.lower())
        for word in found
        if word[0].isdigit() or (len(word) >= _SHORTEST and word.lower() not in EMPTY)
    )


def _weights(texts: list[Counter[str]]) -> list[Weights]:
    """For each text its words weighed by how seldom the issue uses them (tf–idf), of length 1."""
    spread = Counter(word for text in texts for word in text)
    return [_of_length_one(text, spread, len(texts)) for text in texts]


def _of_length_one(text: Counter[str], spread: Counter[str], texts: int) -> Weights:
    raw = {
        word: (1 + math.log(count)) * math.log((texts + 1) / spread[word])
        for word, count in text.items()
    }
    length = math.sqrt(sum(weight * weight for weight in raw.values())) or 1.0
    return {word: weight / length for word, weight in raw.items()}


def _likeness(one: Weights, other: Weights) -> float:
    """The cosine of the two: 0 for no word in common, 1 for the same text."""
    return sum(weight * other.get(word, 0.0) for word, weight in one.items())


def _in_common(one: Weights, other: Weights, text: str) -> str:
    """The three words that weigh most in both, as the text has them; of equals the first in it."""
    written = {english_stem(word.lower()): word for word in _WORD.findall(text)}
    shared = [stem for stem in written if stem in one and stem in other]
    shared.sort(key=lambda stem: -round(one[stem] * other[stem], 9))
    return ", ".join(f"“{written[stem]}”" for stem in shared[:3])


CHECK = Check(
    id="duplicate-retold",
    title="Events told twice in other words",
    severity=Severity.SHOULD,
    reason="One event told twice reads like two events.",
    find=find,
    scope=Scope.ISSUE,
)
