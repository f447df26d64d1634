"""What was meant to be filled in before anybody reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity

_PLACEHOLDERS = re.compile(
    r"(?<!point-)(?<!point )\bblank\b(?! (?:check|ballot|page|vote|stare|spot|slate|ammunition))"
    r"|\bTK(?:TK)*\b|(?<![\w.-])[Xx]{2,}(?![\w.-])|\?{2,}|_{3,}|\b(?:TBD|TBC|TODO|FIXME)\b"
    r"|(?i:lorem ipsum|\bipsum\b)|\[(?:…|\.{3}|\s*)\]|%[sd]\b|\{\{[^}]{0,80}\}\}|\{%[^%]{0,80}%\}"
    r"|(?i:\[(?:name|date|number|place|source|link|check|confirm|verify|insert|add|figure)\b[^\]]{0,60}\])"
    r"|(?i:\binsert (?:name|date|number|link|text|figure|photo|map)(?: here)?\b)"
)


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """A blank, TK, XX, ??? or a template’s leftover."""
    for match in _PLACEHOLDERS.finditer(passage.text):
        yield at(
            passage,
            match.start(),
            match.end(),
            f"“{match[0]}” stands where something was to be filled in.",
            advice="Fill it in, or take the sentence out.",
        )


CHECK = Check(
    id="placeholder",
    title="Blanks left in the text",
    severity=Severity.MUST,
    reason="A blank that reaches readers is the most visible mistake of all.",
    find=find,
    kinds=WRITTEN | {INCIDENT},
)
