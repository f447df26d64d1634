"""The same report twice: in two sections, in last week’s issue, or in the record."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import Casualties, Draft, Passage, Sentence
from bulletins.preflight.findings import Severity
from bulletins.preflight.names import skeleton

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words
_ALIKE = 0.4  # shared part of the shorter text’s shingles
_LONG = 8  # shingles of a sentence; shorter ones recur by nature
_SAME_SENTENCE = 0.5


def find_entries(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Two entries that say nearly the same, here or a week apart."""
    before = draft.previous.entries if draft.previous else ()
    texts = [(entry, _shingles(entry.text)) for entry in draft.entries]
    old = [(entry, _shingles(entry.text)) for entry in before]
    pairs = [(second, first, "") for first, second in combinations(texts, 2)]
    pairs += [(new, one, "last week’s issue, ") for new in texts for one in old]
    for (late, shingles), (early, others), when in pairs:
        if _overlap(shingles, others) >= _ALIKE:
            yield Hit(
                f"Nearly the same text stands in {when}{early.where}.",
                passage=late,
                end=min(len(late.text), 80),
                advice="Keep one of them.",
            )


def find_sentences(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Nearly one sentence in two entries that are otherwise different."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    seen: list[tuple[Passage, Sentence, frozenset[tuple[str, ...]]]] = []
    for entry in draft.entries:
        for sentence in entry.sentences:
            shingles = _shingles(sentence.text)
            if any(one is entry and _same(sentence, other) for one, other, _ in seen):
                yield at(
                    entry,
                    sentence.start,
                    sentence.start + len(sentence.text),
                    "This sentence stands twice in the entry.",
                )
            shared = Counter(number for one in shingles for number in holders[one])
            for number, count in shared.most_common(1):
                earlier, _, others = seen[number]
                whole = min(len(shingles), len(others))
                if earlier is not entry and whole >= _LONG and count / whole >= _SAME_SENTENCE:
                    yield _same_sentence(entry, sentence, earlier)
            for one in shingles:
                holders[one].append(len(seen))
            seen.append((entry, sentence, shingles))


def _same(one: Sentence, other: Sentence) -> bool:
    return len(one.text.split()) >= _SHINGLE and one.text == other.text


def _same_sentence(entry: Passage, sentence: Sentence, earlier: Passage) -> Hit:
    end = sentence.start + len(sentence.text)
    return at(entry, sentence.start, end, f"Nearly the same sentence stands in {earlier.where}.")


def find_incidents(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Two rows of one day at one place."""
    groups: dict[tuple[object, str], list[Casualties]] = defaultdict(list)
    for row in draft.incidents:
        if row.day:
            groups[row.day, _place(row.location)].append(row)
    for rows in groups.values():
        for row in rows[1:]:
            same = (row.deaths, row.injuries) == (rows[0].deaths, rows[0].injuries)
            tolls = "with the same toll" if same else "with another toll"
            yield Hit(
                f"Another row has the same day and place, {tolls}: counted twice?",
                passage=row.passage,
                end=len(row.location),
            )


def _place(location: str) -> str:
    return " ".join(skeleton(word) for word in re.findall(r"[A-Za-z][\w’'-]*", location))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def _overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= 8 else 0.0


CHECKS = (
    Check(
        id="duplicate-entry",
        title="Entries told twice",
        severity=Severity.SHOULD,
        reason="The same report in two places counts twice in readers’ minds.",
        find=find_entries,
        scope=Scope.ISSUE,
    ),
    Check(
        id="duplicate-sentence",
        title="Sentences told twice",
        severity=Severity.SHOULD,
        reason="A sentence pasted twice is seldom meant.",
        find=find_sentences,
        scope=Scope.ISSUE,
    ),
    Check(
        id="duplicate-incident",
        title="Incidents in two rows",
        severity=Severity.SHOULD,
        reason="Two sources of one bombing must not become two bombings.",
        find=find_incidents,
        scope=Scope.ISSUE,
    ),
)
