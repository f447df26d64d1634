"""Names in prose, and whether two spellings may be one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein, LCSseq

from bulletins.preflight import speller
from bulletins.preflight.draft import Passage

_WORD = r"[A-Z][\w’'‘ʿ-]*[\wʿ]|(?:al|el|ad|ar|as|ash|at|az|an|bin|ibn|abu)-[A-Z][\w’'‘ʿ-]*\w"
_NAME = re.compile(rf"(?<![\w’'-])(?:{_WORD})(?:\s+(?:(?:bin|ibn)\s+)?(?:{_WORD}))*")
_PART = re.compile(rf"(?:{_WORD})")
_ARTICLE = re.compile(r"^(?:al|el|ul|ad|ar|as|ash|at|az|an)[-\s]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")
# Endings that make a people, a language or a follower out of a name: not another spelling.
_DERIVED = re.compile(
    r"(?:i|is|ian|ians|an|ans|n|ns|ese|ish|ite|ites|ist|ists|s|is|ya|iya|yah|iyah|stan|istan)$"
)
# In this order: pairs of letters first, then single ones.
_SOUNDS = (
    ("ee", "i"), ("oo", "u"), ("ou", "u"), ("aa", "a"), ("ii", "i"), ("uu", "u"), ("y", "i"),
    ("iia", "ia"), ("kh", "x"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("sh", "s"), ("qu", "k"),
    ("q", "k"), ("dj", "j"), ("w", "u"), ("o", "u"), ("e", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aiu]")
SHORTEST = 5  # letters; shorter names are too often alike by chance


@dataclass(frozen=True)
class Mention:
    """A name as it stands in a passage."""

    passage: Passage
    start: int
    parts: tuple[str, ...]

    @property
    def end(self) -> int:
        """Where the name stops."""
        return self.start + len(self.text)

    @property
    def text(self) -> str:
        """As written, without a possessive."""
        return " ".join(self.parts)


@lru_cache(maxsize=20_000)
def skeleton(name: str) -> str:
    """What is left of a romanized name when spelling habits are taken away."""
    plain = _ARTICLE.sub("", name.lower())
    plain = re.sub(r"[^a-z]", "", plain)
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    plain = _DOUBLED.sub(r"\1", plain)
    return re.sub(r"a?h$", "a", plain)


@lru_cache(maxsize=200_000)
def may_be_one(one: str, other: str) -> bool:
    """Two different spellings that are probably the same single word of a name."""
    first, second = bare(one), bare(other)
    if first == second or min(len(first), len(second)) < SHORTEST:
        return False
    if _is_derived(first, second) or (
        first[0] != second[0] and skeleton(one)[:1] != skeleton(other)[:1]
    ):
        return False
    if skeleton(one) == skeleton(other):
        return True
    if _VOWELS.sub("", skeleton(one)) == _VOWELS.sub("", skeleton(other)):
        return len(_VOWELS.sub("", skeleton(one))) >= 3 and fuzz.ratio(first, second) >= 75
    if min(len(first), len(second)) < 7:
        return False
    return DamerauLevenshtein.distance(first, second) == 1 or _is_stirred(first, second)


def _is_stirred(first: str, second: str) -> bool:
    """Kadhimi and Khadimi: one letter stands a little further on."""
    is_anagram = sorted(first) == sorted(second)
    return is_anagram and first[0] == second[0] and LCSseq.distance(first, second) == 1


def may_be_one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Two full names that differ in one part only, and there only in how it is spelled."""
    if len(one) != len(other) or len(one) < 2:
        return False
    differing = [pair for pair in zip(one, other, strict=True) if bare(pair[0]) != bare(pair[1])]
    if len(differing) != 1:
        return False
    if any(speller.is_word(part.lower()) for part in differing[0]):
        return False
    shared = [part for part in one if part not in differing[0]]
    if all(speller.is_word(part.lower()) for part in shared):
        return False  # Sadr City and Saddam City
    first, second = map(skeleton, differing[0])
    return first[:1] == second[:1] and fuzz.ratio(first, second) >= 66


def is_swapped(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same two names in the other order, each perhaps spelled its own way."""
    if len(one) != 2 or len(other) != 2 or one == other:
        return False
    return _alike(one[0], other[1]) and _alike(one[1], other[0]) and not _alike(one[0], one[1])


def mentions(passage: Passage) -> Iterator[Mention]:
    """Every name of a passage; a capital that only begins a sentence is none."""
    starts = {sentence.start for sentence in passage.sentences}
    for match in _NAME.finditer(passage.text):
        parts = [_POSSESSIVE.sub("", part) for part in _PART.findall(match[0])]
        start = match.start()
        if _begins(passage.text, start, starts) and _is_common(parts[0]):
            start = match.start() + len(match[0]) - len(match[0].split(None, 1)[-1])
            parts = parts[1:]
        if parts and passage.text.startswith(parts[0], start):
            yield Mention(passage, start, tuple(parts))


def _begins(text: str, start: int, starts: set[int]) -> bool:
    return (
        start in starts
        or text[max(0, start - 1) : start] in '“‘"(•'
        or text[start - 2 : start] == "• "
    )


def _is_common(word: str) -> bool:
    return speller.is_word(word.lower())


def _alike(one: str, other: str) -> bool:
    return bare(one) == bare(other) or may_be_one(one, other)


def bare(word: str) -> str:
    """The letters alone, in lower case, without a leading article."""
    return re.sub(r"[’'‘ʿ-]", "", _ARTICLE.sub("", word.lower()))


def _is_derived(one: str, other: str) -> bool:
    """Iraq and Iraqi, Turkmen and Turkmens, Kurd and Kurdish; Hamid and Hamida."""
    short, long = sorted((one, other), key=len)
    if long == short + "a":
        return True
    stem = 0
    while stem < len(short) and short[stem] == long[stem]:
        stem += 1
    rests = (short[stem:], long[stem:])
    return (
        stem >= 3 and all(not rest or _DERIVED.fullmatch(rest) for rest in rests) and bool(rests[1])
    )
