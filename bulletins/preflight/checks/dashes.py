"""A hyphen where a dash belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import Passage
from bulletins.preflight.findings import Severity

_NUMBERS = re.compile(
    r"(?<![\w/.-])(\$?\d[\d,.]*)(\s?-\s?)(?=\d[\d,.]*(?:st|nd|rd|th|%|\b)(?![\w-]))"
)
_BETWEEN = re.compile(r"(?<=\S) (?:-|--) (?=\S)|(?<=\w)--(?=\w)")
_MACHINE = re.compile(r"\S*(?:https?://|www\.)\S*|\+?\d{3,}-\d{3,}-\d+")


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """“July 17-20” and “word - word”, each with the dash."""
    text = _MACHINE.sub(lambda match: "x" * len(match[0]), passage.text)
    for match in _NUMBERS.finditer(text):
        yield at(passage, *match.span(2), "A range takes a dash, not a hyphen.", replacement="–")
    for match in _BETWEEN.finditer(text):
        yield at(passage, *match.span(), "A dash, not a hyphen.", replacement=" – ")


CHECK = Check(
    id="dashes",
    title="Hyphens and dashes",
    severity=Severity.SHOULD,
    reason="A hyphen joins, a dash separates.",
    find=find,
)
