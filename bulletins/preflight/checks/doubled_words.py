"""The same word twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity

_DOUBLED = re.compile(r"(?<![\w-])([A-Za-z][\w’'-]*)(\s+)\1(?![\w-])", re.IGNORECASE)
# “The demands that that party had had” is clumsy, but English.
_ENGLISH = frozenset({"had", "that"})


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each pair, with the single word."""
    for match in _DOUBLED.finditer(passage.text):
        word = match[1]
        is_name = word[0].isupper() and match[0].endswith(word) and len(word) > 3
        if "\n" in match[2] or word.lower() in _ENGLISH | setting.words or is_name:
            continue
        yield at(passage, match.start(), match.end(), f"“{word}” stands twice.", replacement=word)


CHECK = Check(
    id="doubled-word",
    severity=Severity.SHOULD,
    reason="The eye skips it; readers’ eyes do not.",
    find=find,
    kinds=WRITTEN | {INCIDENT},
    words_mean="words that may stand twice in a row",
)
