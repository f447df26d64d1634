"""Two texts side by side: which words went, which came; and three texts made into one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from bulletins.rendering.html import clean, plain_text

# Comparing costs the product of both lengths; a longer paragraph is shown as replaced whole.
LONGEST_PARAGRAPH = 5_000  # words

_TOKENS = re.compile(r"<[^>]*>|&[^;\s]+;|\s+|\w+|[^\w\s]")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of words that is the same in both texts, gone from the old or new in the new."""

    kind: str  # "same", "gone" or "new"
    text: str


def words(old: str, new: str) -> list[Piece]:
    """How one plain text became the other, word by word.

    Paragraphs are matched first, so that a long text costs no more than its changed parts.
    """
    pieces: list[Piece] = []
    for kind, before, after in _changes(_lines(old), _lines(new)):
        if kind == "equal":
            pieces.append(Piece("same", "".join(before)))
            continue
        pieces += _words_within("".join(before), "".join(after))
    return _joined(pieces)


def html_words(old: str, new: str) -> list[Piece]:
    """``words`` of two pieces of clean HTML."""
    return words(plain_text(old), plain_text(new))


@dataclass(frozen=True)
class Merged:
    """One text out of two. ``is_certain`` is false where both had changed the same words."""

    html: str
    is_certain: bool


def merge(*, base: str, yours: str, theirs: str) -> Merged:
    """Both people's changes to ``base``, in different paragraphs or in different words of one.

    Where both changed the same words, both versions of the paragraph stay, theirs first: a word too
    many can be seen and removed, a word too few cannot.
    """
    start, ours, others = blocks(base), blocks(yours), blocks(theirs)
    merged: list[str] = []
    is_certain = True
    for here, mine, other in _regions(start, ours, others):
        if mine == other or other == here:
            merged += mine
        elif mine == here:
            merged += other
        elif together := _within(here, mine, other):
            merged.append(together)
        else:
            is_certain = False
            merged += other + [block for block in mine if block not in other]
    return Merged("".join(merged), is_certain)


def _within(base: list[str], yours: list[str], theirs: list[str]) -> str:
    """One paragraph with both people's changes to its words; empty where they are the same words.

    Words are moved together with no regard to marks, so that what comes out must prove to be clean.
    """
    if not len(base) == len(yours) == len(theirs) == 1:
        return ""
    start, ours, others = (_TOKENS.findall(blocks[0]) for blocks in (base, yours, theirs))
    if max(map(len, (start, ours, others))) > LONGEST_PARAGRAPH:
        return ""
    words: list[str] = []
    for here, mine, other in _regions(start, ours, others):
        if mine != other and here not in (mine, other):
            return ""
        words += other if mine == here else mine
    merged = "".join(words)
    return merged if clean(merged) == merged else ""


def blocks(html: str) -> list[str]:
    """The outermost elements of clean HTML, each whole."""
    splitter = _Blocks()
    splitter.feed(html)
    splitter.close()
    return splitter.blocks()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _changes(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        yield kind, old[i1:i2], new[j1:j2]


def _words_within(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > LONGEST_PARAGRAPH:
        yield from (Piece("gone", before), Piece("new", after))
        return
    for kind, gone, came in _changes(old, new):
        if kind == "equal":
            yield Piece("same", "".join(gone))
            continue
        if gone:
            yield Piece("gone", "".join(gone))
        if came:
            yield Piece("new", "".join(came))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbors of one kind as one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _regions(
    base: list[str], yours: list[str], theirs: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at every block that all three still share."""
    in_yours, in_theirs = _matches(base, yours), _matches(base, theirs)
    b = y = t = 0
    for index in sorted(in_yours.keys() & in_theirs.keys()):
        yield base[b:index], yours[y : in_yours[index]], theirs[t : in_theirs[index]]
        yield [base[index]], [base[index]], [base[index]]
        b, y, t = index + 1, in_yours[index] + 1, in_theirs[index] + 1
    yield base[b:], yours[y:], theirs[t:]


def _matches(base: list[str], other: list[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        run.a + step: run.b + step
        for run in matcher.get_matching_blocks()
        for step in range(run.size)
    }


class _Blocks(HTMLParser):
    """Cuts clean HTML where no element is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._blocks: list[str] = [""]
        self._depth = 0

    def blocks(self) -> list[str]:
        """What was found, without the white space between the blocks."""
        return [block for block in self._blocks if block.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._blocks.append("")
        self._blocks[-1] += self.get_starttag_text() or ""
        if tag not in {"br", "img"}:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._blocks[-1] += f"</{tag}>"
        self._depth = max(0, self._depth - 1)
        if self._depth == 0:
            self._blocks.append("")

    def handle_data(self, data: str) -> None:
        self._blocks[-1] += data

    def handle_entityref(self, name: str) -> None:
        self._blocks[-1] += f"&{name};"

    def handle_charref(self, name: str) -> None:
        self._blocks[-1] += f"&#{name};"
