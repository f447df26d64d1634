"""American English by Hunspell: is this a word, and what might have been meant?"""

from __future__ import annotations

import re
from functools import lru_cache

from hunspell import Hunspell
from rapidfuzz.distance import OSA, LCSseq

LONGEST = 40  # characters; suggestions for longer ones take long and help nobody
_DICTIONARY = "en_US"
_DOUBLED = re.compile(r"(.)\1")


@lru_cache(maxsize=1)
def _hunspell() -> Hunspell:
    """Loaded once in each process; the dictionary comes with the package."""
    return Hunspell(_DICTIONARY)


@lru_cache(maxsize=50_000)
def is_word(word: str) -> bool:
    """The dictionary has this word, capitals as written. Text it cannot hold passes."""
    plain = word.replace("’", "'")
    if len(plain) > LONGEST or not _is_latin(plain):
        return True
    return bool(_hunspell().spell(plain))


@lru_cache(maxsize=5_000)
def suggestions(word: str) -> tuple[str, ...]:
    """What might have been meant, the likeliest first."""
    plain = word.replace("’", "'")
    if len(plain) > LONGEST or not _is_latin(plain):
        return ()
    return tuple(found.replace("'", "’") for found in _hunspell().suggest(plain))


@lru_cache(maxsize=5_000)
def likeliest(word: str) -> tuple[str, ...]:
    """What was most probably meant; several where nothing tells them apart.

    A letter left out, doubled or put behind its neighbor is how fingers slip; a word that differs
    by another letter may as well be another word: “reoping” is no safe “roping”.
    """
    offered = suggestions(word)
    found = [one for one in offered if one == offered[0] or not set(" -") & set(one)]
    found.sort(key=lambda one: _how_far(word, one))
    if not found or not _how_far(word, found[0])[1]:
        return tuple(found[:1])
    nearest = _how_far(word, found[0])[0]
    return tuple(one for one in found if _how_far(word, one)[0] == nearest)[:3]


def _how_far(word: str, meant: str) -> tuple[int, bool]:
    """Slips of the finger, and whether the last of them may be another word instead."""
    one, other = word.lower(), meant.lower()
    is_left_out = len(other) == len(one) + 1 and LCSseq.distance(one, other) == 1
    is_doubled = _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)
    is_slip = is_left_out or is_doubled or sorted(one) == sorted(other) or " " in other
    return OSA.distance(one, other), not is_slip


def _is_latin(word: str) -> bool:
    """The dictionary is in Latin-1."""
    return all(ord(letter) < 256 for letter in word)
