"""What an issue counts: figures with the words around them, so that two can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bulletins.preflight.draft import Passage
from bulletins.preflight.figures import Figure, figures
from bulletins.preflight.wordlists import words

_WORD = re.compile(r"[A-Za-z][\w’'-]{2,}")
# They stand in every report and say nothing about it.
EMPTY = words(
    "the and for with from that this have has had were was are been more than least about around",
    "some after before when while who which their they them its his her over into said says told",
    "according report reported reports july january february march april may june august",
    "september october november december other another most many only also since during between",
)


@dataclass(frozen=True)
class Counted:
    """One figure, and the telling words of its sentence."""

    passage: Passage
    figure: Figure
    words: frozenset[str]
    text: str

    @property
    def noun(self) -> str:
        """What is counted: the noun, or that people were killed or injured."""
        return self.figure.harm or self.figure.noun


@lru_cache(maxsize=4_000)
def counted(passage: Passage) -> tuple[Counted, ...]:
    """Every figure of a passage that counts something, in reading order."""
    found = []
    for sentence in passage.sentences:
        words = frozenset(telling_words(sentence.text))
        for figure in figures(sentence.text):
            moved = _moved(figure, sentence.start)
            one = Counted(passage, moved, words, sentence.text)
            if one.noun and not figure.is_measure and not figure.is_percent:
                found.append(one)
    return tuple(found)


def telling_words(text: str) -> set[str]:
    """The words that say what a sentence is about, in lower case, without plural s."""
    words = {word.lower().removesuffix("’s") for word in _WORD.findall(text)}
    return {word.removesuffix("s") for word in words if word not in EMPTY}


def words_of(one: Counted) -> frozenset[str]:
    """The telling words without the counted thing itself."""
    return one.words - {one.noun, one.noun.removesuffix("s")}


def is_same_count(one: Counted, other: Counted, *, shared: int) -> bool:
    """Both count the same kind of thing, and their sentences share this many telling words."""
    if one.noun != other.noun or one.figure.harm != other.figure.harm:
        return False
    return len(words_of(one) & words_of(other)) >= shared


def _moved(figure: Figure, by: int) -> Figure:
    values = {name: getattr(figure, name) for name in figure.__dataclass_fields__}
    return Figure(**values | {"start": figure.start + by, "end": figure.end + by})
