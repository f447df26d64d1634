"""The same word twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity

_DOUBLED = re.compile(r"(?<![\w-])([A-Za-z][\w’'-]*)(\s+)\1(?![\w-])", re.IGNORECASE)
# “The demands that that party had had” is clumsy, but English; “that that the” is not.
_ENGLISH = frozenset({"had", "that"})
_NEVER = re.compile(r"\s+(?:the|an?|it|they|he|she|we|this|these|its|their|his|her)\b")


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each pair, with the single word."""
    for match in _DOUBLED.finditer(passage.text):
        word = match[1]
        if "\n" in match[2] or word.lower() in setting.words:
            continue
        if _is_english(match, passage) or _is_name(match, passage):
            continue
        yield at(passage, match.start(), match.end(), f"“{word}” stands twice.", replacement=word)


def _is_english(match: re.Match[str], passage: Passage) -> bool:
    """Words that may stand twice, with what can follow them."""
    return match[1].lower() in _ENGLISH and not _NEVER.match(passage.text, match.end())


def _is_name(match: re.Match[str], passage: Passage) -> bool:
    """“Salih Salih”, and the town in “a bomb in Hit hit a shop”; not “The the” at a beginning."""
    word, second = match[0].split()
    if not word[0].isupper():
        return False
    if second == word:
        return len(word) > 3
    return second.islower() and match.start() not in {one.start for one in passage.sentences}


CHECK = Check(
    id="doubled-word",
    title="Doubled words",
    severity=Severity.SHOULD,
    reason="The eye skips it; readers’ eyes do not.",
    find=find,
    kinds=WRITTEN | {INCIDENT},
    words_mean="words that may stand twice in a row",
)
