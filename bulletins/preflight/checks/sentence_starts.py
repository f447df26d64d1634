"""A sentence that begins with a small letter, or breaks off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import PROSE, Passage
from bulletins.preflight.findings import Severity

_SMALL = re.compile(r"(?<![.A-Z][A-Z])(?<=[a-z\d”)][.!?] )(?P<word>[a-z]\w*)")
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Dr|Gen|Col|Sgt|No|St|Co|Inc|Ltd|Corp|vs|etc|approx|[a-z])\.$|[a-z]\.[a-z]\.$"
)
_NAMES = re.compile(r"(?:al|el|ad|ar|as|ash|at|az|an|bin|ibn|de|van|von)\b")
_BROKEN = re.compile(r"[a-z,;](?=\n\n|$)")


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Small letters at a start, and paragraphs that stop in the middle."""
    for match in _SMALL.finditer(passage.text):
        before = passage.text[max(0, match.start() - 12) : match.start() - 1]
        if not _ABBREVIATED.search(before) and not _NAMES.match(passage.text, match.start()):
            yield _hit(passage, match.start(), match.end())
    first = re.match(r"[a-z]\w*", passage.text)
    if first and not _NAMES.match(passage.text):
        yield _hit(passage, 0, first.end())


def find_broken(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """The last paragraph ends without a mark."""
    last = passage.text.rpartition("\n")[2]
    if last and not last.startswith("• ") and _BROKEN.search(last[-1:]):
        start = max(0, len(passage.text) - 30)
        message = "The text stops without a full stop. Is something missing?"
        yield at(passage, start, len(passage.text), message)


def _hit(passage: Passage, start: int, end: int) -> Hit:
    word = passage.text[start:end]
    return at(
        passage,
        start,
        end,
        f"The sentence begins with a small letter: “{word}”.",
        replacement=word[0].upper() + word[1:],
    )


CHECKS = (
    Check(
        id="sentence-start",
        title="Sentences that begin small",
        severity=Severity.SHOULD,
        reason="A small letter at the start often means that something was cut off.",
        find=find,
        kinds=PROSE,
    ),
    Check(
        id="sentence-end",
        title="Paragraphs without an end",
        severity=Severity.SHOULD,
        reason="A paragraph without an end often lost its last words.",
        find=find_broken,
        kinds=PROSE,
    ),
)
