"""Planted mistakes are found and clean text is left alone; ``benchmark preflight`` counts both."""

from pathlib import Path

import pytest

from bulletins.preflight import corpus

FOLDER = Path(__file__).parent / "corpus"
SENTENCES = list(corpus.sentences(FOLDER / "sentences.txt"))
ISSUES = list(corpus.issues(FOLDER))


def test_the_corpus_is_as_large_as_it_has_to_be():
    assert len(SENTENCES) >= 300
    assert len(ISSUES) >= 12
    assert sum(not case.wanted for case in ISSUES) == len(ISSUES) / 2


@pytest.fixture(scope="module")
def scores():
    return [corpus.score(SENTENCES), corpus.score(ISSUES)]


def test_nine_of_ten_planted_mistakes_are_found(scores):
    assert min(score.recall for score in scores) >= 0.9


def test_a_clean_issue_of_6000_words_has_at_most_three_false_alarms(scores):
    alarms = sum(sum(score.false_alarms.values()) for score in scores)
    assert alarms * 6_000 / sum(score.clean_words for score in scores) <= 3


@pytest.mark.parametrize(
    "case", [case for case in ISSUES if case.wanted], ids=lambda case: case.name
)
def test_every_mistake_of_an_issue_is_found(case):
    seen = corpus.Counter(finding.check for finding in corpus.grave(case.draft))
    missed = {check: count for check, count in case.wanted.items() if seen[check] < count}
    assert missed == {}
