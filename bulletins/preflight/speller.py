"""American English by Hunspell: is this a word, and what might have been meant?"""

from __future__ import annotations

from functools import lru_cache

from hunspell import Hunspell

LONGEST = 40  # characters; suggestions for longer ones take long and help nobody
_DICTIONARY = "en_US"


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


def _is_latin(word: str) -> bool:
    """The dictionary is in Latin-1."""
    return all(ord(letter) < 256 for letter in word)
