"""Words as the index holds them: folded to one spelling of letters, cut to their stem.

“Ba’quba’s” and “Baquba” become one, and so do “militants” and “militant”, “الأنبار” and “الانبار”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from bulletins.rendering.stemming import english_stem

LONGEST = 40

# Letters and digits with the accents and vowel signs on them, apostrophes between them; initials
# with their dots are one word.
_LETTER = r"(?:[^\W_][\u0300-\u036f\u064b-\u065f\u0670]*)"
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTER}+(?:['’‘ʿʼ`]{_LETTER}+)*")
_APOSTROPHES = re.compile(r"['’‘ʿʼ`.]")
_POSSESSIVE = re.compile(r"['’]s$")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
# One letter for what typists and keyboards write in several ways.
_ARABIC_LETTERS = str.maketrans("أإآٱىیةکۆێڕڵ", "اااايي" + "هكويرل", "ـ")
_ARTICLE = re.compile(r"^(?:وال|بال|كال|فال|ال)(?=\w{3})")


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and stem of every word of a text."""
    for match in _WORD.finditer(text):
        stem = stem_of(match[0])
        if stem:
            yield match.start(), match.end(), stem


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem for _, _, stem in words(text)]


def indexed(text: str) -> str:
    """The stems of a text as the index stores them: apart by one space."""
    return " ".join(stems(text))


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """What a word is filed under; the longest words are cut."""
    folded = fold(_POSSESSIVE.sub("", word))
    if _ARABIC.search(folded):
        return _ARTICLE.sub("", folded)[:LONGEST]
    return english_stem(folded)[:LONGEST]


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Small letters without accents, vowel signs and apostrophes; Arabic in one form of letters."""
    bare = _APOSTROPHES.sub("", word.casefold())
    decomposed = unicodedata.normalize("NFKD", bare.translate(_ARABIC_LETTERS))
    return "".join(filter(str.isalnum, decomposed))
