"""The words a reader asked for, marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bulletins.public.search.query import Phrase
from bulletins.public.search.words import words

SHOWN = 260  # characters
BEFORE = 70  # of them before the first mark


@dataclass(frozen=True)
class Piece:
    """A run of text, asked for or not."""

    text: str
    is_marked: bool = False


Snippet = list[Piece]
Span = tuple[int, int]


def marked(text: str, phrases: Iterable[Phrase]) -> Snippet:
    """The whole text in pieces."""
    return _pieces(text, spans(text, phrases))


def snippet(text: str, phrases: Iterable[Phrase]) -> Snippet:
    """The part of the text around the first mark; its beginning where nothing is marked."""
    found = spans(text, phrases)
    start = _word_start(text, found[0][0] - BEFORE) if found else 0
    end = _word_end(text, start + SHOWN)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in found if start <= a < end]
    pieces = _pieces(text[start:end], inside)
    before = [Piece("… ")] if start else []
    after = [Piece(" …")] if end < len(text) else []
    return before + pieces + after


def spans(text: str, phrases: Iterable[Phrase]) -> list[Span]:
    """Where the phrases stand, from the left, none overlapping; the longest wins."""
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    tokens = list(words(text))
    found: list[Span] = []
    place = 0
    while place < len(tokens):
        length = _length_at(tokens, place, by_first)
        if length:
            found.append((tokens[place][0], tokens[place + length - 1][1]))
        place += length or 1
    return found


def _length_at(
    tokens: list[tuple[int, int, str]], place: int, by_first: dict[str, list[Phrase]]
) -> int:
    """How many words a phrase takes that begins here; 0 when none does."""
    for phrase in by_first.get(tokens[place][2], ()):
        here = tokens[place : place + len(phrase)]
        if tuple(stem for _, _, stem in here) == phrase:
            return len(phrase)
    return 0


def _pieces(text: str, found: list[Span]) -> Snippet:
    pieces = []
    done = 0
    for start, end in found:
        pieces += [Piece(text[done:start]), Piece(text[start:end], is_marked=True)]
        done = end
    pieces.append(Piece(text[done:]))
    return [piece for piece in pieces if piece.text]


def _word_start(text: str, place: int) -> int:
    """The beginning of the next word from here on; 0 near the beginning."""
    return text.find(" ", place) + 1 if place > 0 else 0


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    return max(text.rfind(" ", 0, place), 1)
