"""Spelling in American English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.speller import is_word, suggestions
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
    meant = _meant(word) if word[0].isupper() else next(iter(suggestions(word)), "")
    if word[0].isupper() and not meant:
        return
    if passage.kind == INCIDENT and meant not in _BEARINGS:
        return  # a place stands as it was reported
    yield at(
        passage,
        start,
        start + len(word),
        f"“{word}” is not a word the dictionary knows." + (f" “{meant}”?" if meant else ""),
        replacement=meant or None,
    )


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
    return (
        lower in setting.words or lower in setting.lexicon.known or is_word(word) or is_word(lower)
    )


@lru_cache(maxsize=5_000)
def _meant(word: str) -> str:
    """A capitalized word that is one slip away from a common one; other capitals are names."""
    if len(word) < _SHORTEST_CAPITALIZED:
        return ""
    close = (known for known in _CAPITALIZED if DamerauLevenshtein.distance(word, known) == 1)
    return next(close, "")


CHECK = Check(
    id="spelling",
    severity=Severity.SHOULD,
    reason="Misspelled words cost trust in the figures beside them.",
    find=find,
    kinds=WRITTEN | {INCIDENT},
    words_mean="words that are right although the dictionary does not know them",
    knows_names=True,
)
