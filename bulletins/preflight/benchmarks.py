"""How much preflight finds, how often it cries wolf, and how fast it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from django.conf import settings

from bulletins.benchmarking import Comparison
from bulletins.preflight import corpus, engine
from bulletins.preflight.corpus import LEXICON, Case, Score
from bulletins.preflight.draft import Draft, Section

CORPUS = Path(settings.BASE_DIR) / "tests" / "preflight" / "corpus"
WORDS = 6_000
SECONDS = 2.0
RECALL = 0.9
FALSE_ALARMS = 3


def preflight() -> Iterator[Comparison]:
    """The labeled corpus, check by check and overall; then the time for a whole issue."""
    cases = [*corpus.sentences(CORPUS / "sentences.txt"), *corpus.issues(CORPUS)]
    score = corpus.score(cases)
    yield from _by_check(score)
    yield _recall("recall of all checks", score, at_least=RECALL)
    yield Comparison(
        what=f"false alarms in {WORDS:,} clean words (of {score.clean_words:,} read)",
        ours=score.alarms_per_issue,
        against="allowed",
        theirs=FALSE_ALARMS,
        unit="alarms",
        at_most=1,
    )
    yield from _speed(_whole_issue(cases))


def _by_check(score: Score) -> Iterator[Comparison]:
    for check in sorted(score.planted):
        alarms = score.false_alarms[check]
        yield Comparison(
            what=f"{check}: found ({alarms} false alarms)",
            ours=score.found[check],
            against="planted",
            theirs=score.planted[check],
            unit="mistakes",
        )


def _recall(what: str, score: Score, *, at_least: float) -> Comparison:
    return Comparison(
        what=what,
        ours=sum(score.found.values()),
        against="planted",
        theirs=sum(score.planted.values()),
        unit="mistakes",
        at_least=at_least,
    )


def _whole_issue(cases: list[Case]) -> Draft:
    """The clean issues as one, as often as it takes to make a long one."""
    clean = [case.draft for case in cases if not case.wanted and len(case.draft.sections) > 1]
    sections: list[Section] = []
    words = 0
    while words < WORDS:
        for one in clean:
            sections += [_renamed(section, len(sections)) for section in one.sections]
            words += one.words
    return replace(clean[0], sections=tuple(sections), previous=None)


def _renamed(section: Section, number: int) -> Section:
    """The same section at another place, so that no piece is taken for another."""
    entries = tuple(
        replace(entry, place=f"entry:{number}-{place}")
        for place, entry in enumerate(section.entries)
    )
    return replace(section, place=f"takeaway:{number}", entries=entries)


def _speed(draft: Draft) -> Iterator[Comparison]:
    whole = engine.run(draft, LEXICON)
    edited = _with_one_entry_edited(draft)
    again = engine.run(edited, LEXICON, known=whole.parts)
    yield Comparison(
        what=f"a warm reading of {draft.words:,} words",
        ours=_seconds(draft),
        against="allowed",
        theirs=SECONDS,
        at_most=1,
    )
    yield Comparison(
        what="pieces read anew after an edit of one entry",
        ours=again.computed,
        against="pieces in all",
        theirs=again.computed + again.reused,
        unit="pieces",
        at_most=0.1,
    )
    yield Comparison(
        what="time to read an edit of one entry",
        ours=_seconds(edited, whole),
        against="to read everything",
        theirs=_seconds(edited),
    )


def _with_one_entry_edited(draft: Draft) -> Draft:
    first = draft.sections[0]
    entry = replace(first.entries[0], text=first.entries[0].text + " Police searched the area.")
    section = replace(first, entries=(entry, *first.entries[1:]))
    return replace(draft, sections=(section, *draft.sections[1:]))


def _seconds(draft: Draft, before: engine.Outcome | None = None) -> float:
    """The median of five readings; texts met before are split into words only once."""
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        engine.run(draft, LEXICON, known=before.parts if before else None)
        taken.append(time.perf_counter() - started)
    return median(taken)


BENCHMARKS = {"preflight": preflight}
