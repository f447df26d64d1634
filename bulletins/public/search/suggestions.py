"""“Did you mean”: the nearest word that stands somewhere, for each that stands nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bulletins.public.models import Word
from bulletins.public.search.query import LONGEST
from bulletins.public.search.words import fold

SHORTEST = 4  # letters; shorter words resemble too many others
_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},40}}")


def better(text: str) -> str:
    """The question with its mistyped words mended; empty when there is nothing better."""
    text = text[:LONGEST]
    typed = {match[0]: fold(match[0]) for match in _WORD.finditer(text)}
    written = set(Word.objects.filter(text__in=typed.values()).values_list("text", flat=True))
    mended = {word: _nearest(folded) for word, folded in typed.items() if folded not in written}
    if not any(mended.values()):
        return ""
    return _WORD.sub(lambda match: mended.get(match[0]) or match[0], text)


def learn(texts: Iterable[str]) -> None:
    """Remember the words of these texts."""
    found = {fold(match[0]) for text in texts for match in _WORD.finditer(text)}
    words = (Word(text=word) for word in sorted(found) if SHORTEST <= len(word) <= 40)
    Word.objects.bulk_create(words, ignore_conflicts=True, batch_size=500)


def _nearest(word: str) -> str:
    """A word at most two slips away, one for short words: a letter more, less, other or swapped."""
    slips = 1 if len(word) < 6 else 2
    words = Word.objects.alias(letters=Length("text"))
    near = words.filter(letters__gte=len(word) - slips, letters__lte=len(word) + slips)
    candidates = sorted(near.values_list("text", flat=True))
    found = process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else ""
