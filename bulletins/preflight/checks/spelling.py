"""Spelling in American English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.speller import is_word, likeliest
from bulletins.preflight.wordlists import words

_WORD = re.compile(r"(?<![\w@/.’'-])[A-Za-z]+(?:[’'-][A-Za-z]+)*(?![\w@/]|\.[a-z]|- )")
_MACHINE = re.compile(r"\S*(?:https?://|www\.|@)\S*")
_ENDING = re.compile(r"[’'](?:s|d|ll|re|ve|t)$|[’']$")
# What a capital letter hides from the dictionary: words of offices and places, often mistyped.
_CAPITALIZED = words(
    "Ministry Minister Parliament President Province Provincial Governor Governorate Government",
    "Security Forces Operations Operation Command Commander General Brigade Division Council",
    "Federal Police Army National International United Nations Islamic State Movement Coalition",
    "Democratic Republic Organization Migration Refugees Human Rights Health Education Interior",
    "Defense Foreign Affairs Mobilization Popular Committee Commission Directorate District",
    "Kurdistan Baghdad Kirkuk Anbar Diyala Ninewa Fallujah Ramadi Baqubah January February March",
    "April June July August September October November December Monday Tuesday Wednesday Thursday",
    "Friday Saturday Sunday Northern Southern Eastern Western Iranian Turkish American Russian",
    "Syrian Kurdish Christian Sunni",
)
# They make a word of any noun or number; the dictionary has only the commonest of these.
_JOINED = re.compile(r"(?P<first>[a-z]{3,})(?:fold|like|wide|ward|wards|side|bed|beds|proof|borne)")
_AGAIN = re.compile(r"re(?P<first>[a-z]{6,})")  # “renormalize”
_ARTICLES = frozenset({"al", "el", "ad", "ar", "as", "ash", "at", "az", "an"})  # of Arabic names
_SHORTEST_CAPITALIZED = 5
_BEARINGS = [
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northern",
    "southern",
    "eastern",
    "western",
]


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each word that neither the dictionary nor the house knows."""
    text = _MACHINE.sub(lambda match: " " * len(match[0]), passage.text)
    for match in _WORD.finditer(text):
        for start, word in _parts(match):
            if _is_right(word, setting):
                continue
            yield from _hit(passage, start, word)


def _hit(passage: Passage, start: int, word: str) -> Iterator[Hit]:
    meant = _likeliest(passage, word)
    if not meant and (word[0].isupper() or passage.kind == INCIDENT):
        return  # a name, or a place as it was reported
    asked = f" {_or(meant)}?" if meant else ""
    yield at(
        passage,
        start,
        start + len(word),
        f"“{word}” is not a word the dictionary knows.{asked}",
        replacement=meant[0] if len(meant) == 1 else None,
    )


def _likeliest(passage: Passage, word: str) -> tuple[str, ...]:
    """What may have been meant; one word where that is safe to put in by one key."""
    if passage.kind == INCIDENT:
        return _close(word, _BEARINGS)
    return _meant(word) if word[0].isupper() else likeliest(word)


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def _parts(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    """The word without its possessive; hyphenated words part by part."""
    whole = _ENDING.sub("", match[0])
    if is_word(match[0]) or is_word(whole):
        return
    start = match.start()
    for part in whole.split("-"):
        if part:
            yield start, part
        start += len(part) + 1


def _is_right(word: str, setting: Setting) -> bool:
    lower = word.lower()
    if lower in _ARTICLES:
        return True
    if len(word) < 2:
        return lower in {"a", "i", "o"} or word.isupper()
    if sum(letter.isupper() for letter in word) > 1:
        return True  # acronyms have their own checks
    joined = _JOINED.fullmatch(word) or _AGAIN.fullmatch(word)
    return (
        lower in setting.words
        or lower in setting.lexicon.known
        or is_word(word)
        or is_word(lower)
        or (joined is not None and is_word(joined["first"]))
    )


@lru_cache(maxsize=5_000)
def _meant(word: str) -> tuple[str, ...]:
    """A capitalized word that is one slip away from a common one; other capitals are names."""
    is_of_a_place = word.removesuffix("i") in _CAPITALIZED  # Baghdadi
    if len(word) < _SHORTEST_CAPITALIZED or is_of_a_place:
        return ()
    return _close(word, _CAPITALIZED)


def _close(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The one of these that is one slip away."""
    return tuple(one for one in known if DamerauLevenshtein.distance(word, one) == 1)[:1]


CHECK = Check(
    id="spelling",
    title="Spelling",
    severity=Severity.SHOULD,
    reason="Misspelled words cost trust in the figures beside them.",
    find=find,
    kinds=WRITTEN | {INCIDENT},
    words_mean="words that are right although the dictionary does not know them",
    knows_names=True,
)
