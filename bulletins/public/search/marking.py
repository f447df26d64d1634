"""The words a reader asked for, marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bulletins.public.search.spellings import Phrase
from bulletins.public.search.words import words

SHOWN = 260  # characters
# A part of the text begins so much of its length before its first mark.
BEFORE = 0.27
# Of a very long text only the first marks are weighed.
WEIGHED = 60


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
    """The part of the text with most of the phrases; two parts where they stand far apart.

    Its beginning where nothing is marked.
    """
    found = spans(text, phrases)
    pieces: Snippet = []
    done = 0
    for start, end in _parts(text, found):
        gap = " … " if pieces else "… "
        inside = [(a - start, min(b, end) - start) for a, b in found if start <= a < end]
        pieces += [Piece(gap)] if start > done else []
        pieces += _pieces(text[start:end], inside)
        done = end
    return pieces + ([Piece(" …")] if done < len(text) else [])


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


def _parts(text: str, found: list[Span]) -> list[Span]:
    """Which parts of the text to show, from the left; together they have ``SHOWN`` characters."""
    said = {span: text[slice(*span)].casefold() for span in found[:WEIGHED]}
    if not said:
        return [(0, _word_end(text, SHOWN))]
    whole = _fullest(text, said, SHOWN)
    first = _fullest(text, said, SHOWN // 2)
    missing = {span: words for span, words in said.items() if words not in _within(first, said)}
    if not missing:
        return [whole]
    second = _fullest(text, missing, SHOWN // 2)
    if len(_within(first, said) | _within(second, said)) <= len(_within(whole, said)):
        return [whole]
    apart = first[1] < second[0] or second[1] < first[0]
    return sorted([first, second]) if apart else [(min(first, second)[0], max(first, second)[1])]


def _fullest(text: str, said: dict[Span, str], length: int) -> Span:
    """The part of about this length that says most different things; of equals the first."""
    starts = (_word_start(text, span[0] - int(BEFORE * length)) for span in said)
    parts = [(start, _word_end(text, start + length)) for start in starts]
    return max(parts, key=lambda part: len(_within(part, said)))


def _within(part: Span, said: dict[Span, str]) -> set[str]:
    return {words for (start, end), words in said.items() if part[0] <= start and end <= part[1]}


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
