"""What came along from a web page, a mail or a word processor."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import Passage, Section
from bulletins.preflight.findings import Severity

_RESIDUE = re.compile(
    r"(?i:Print Friendly|Leave a Reply|Fill in your details below|Log in to Reply|Log Out\b|"
    r"You are commenting using|Click to share|Share this:|Skip to content|Comments are closed|"
    r"Enhance understanding|Connecting to\b|Key Takeaways?:|"
    r"Sent from my|Unsubscribe here|View in browser|click an icon)"
    r"|\bRead more(?:…|\.{3})?(?=\s*$|\s+[A-Z•])"
    r"|\bmore(?:…|\.{3})|\bLogo$|(?:Twitter picture|Facebook photo)|&(?:nbsp|amp|quot|lt|gt|#\d+);"
    r"|</?(?:p|div|span|br|a|strong|em|b|i|td|tr)\b[^>]{0,80}>|\*\*\w|\ufffd|â€"
)


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Menu, comment form, “more…” or markup in the text."""
    for match in _RESIDUE.finditer(passage.text):
        yield at(
            passage,
            match.start(),
            match.end(),
            f"“{match[0]}” looks like something left over from a page, not like text.",
            replacement="",
            advice="Take it out.",
        )


def find_empty(section: Section, setting: Setting) -> Iterator[Hit]:
    """A section nothing stands above, or an empty paragraph or list item."""
    if not section.headline.text.strip() and section.heading is None:
        yield Hit("The section has no heading.", place=section.place, where=section.where)
    for passage in section.passages:
        if _EMPTY.search(passage.html):
            yield Hit("There is an empty paragraph or list item.", passage=passage)


_EMPTY = re.compile(r"<(p|li|blockquote)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")

CHECKS = (
    Check(
        id="residue",
        title="Left over from templates",
        severity=Severity.MUST,
        reason="The templates make links, labels and buttons; typed ones appear twice.",
        find=find,
    ),
    Check(
        id="empty",
        title="Empty headings or bullets",
        severity=Severity.MUST,
        reason="An empty heading or bullet looks like a lost text.",
        find=find_empty,
        scope=Scope.SECTION,
    ),
)
