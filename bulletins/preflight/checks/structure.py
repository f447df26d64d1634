"""Takeaways and the sections below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting
from bulletins.preflight.counted import telling_words
from bulletins.preflight.draft import Draft, Section
from bulletins.preflight.findings import Severity

_NAME = re.compile(r"(?<=[\w,] )(?:al-)?[A-Z][\w’-]{3,}")


def find_halves(section: Section, setting: Setting) -> Iterator[Hit]:
    """A takeaway without a section, or a section no takeaway announces."""
    if section.summary.text and not section.entries:
        yield _hit(section, "The takeaway has no entries below it, so “more…” leads nowhere.")
    if section.entries and not section.summary.text:
        yield _hit(section, "The section has no summary among the takeaways.")


def find_stray(section: Section, setting: Setting) -> Iterator[Hit]:
    """A summary that shares no name and hardly a word with what it sums up."""
    if not section.summary.text or not section.entries:
        return
    below = " ".join(entry.text for entry in section.entries)
    shared_names = set(_NAME.findall(section.summary.text)) & set(_NAME.findall(below))
    above = telling_words(section.summary.text)
    shared = len(above & telling_words(below)) / max(len(above), 1)
    if len(above) >= 8 and not shared_names and shared < 0.12:
        yield Hit(
            "The summary has hardly a name or word in common with the entries below it.",
            passage=section.summary,
            end=len(section.summary.text),
            advice="Is it filed above the right section?",
        )


def find_nothing(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """An issue without a word."""
    if not any(passage.text.strip() for section in draft.sections for passage in section.passages):
        yield Hit("The issue has no text.")


def _hit(section: Section, message: str) -> Hit:
    return Hit(message, place=section.place, where=section.where)


CHECKS = (
    Check(
        id="structure-halves",
        severity=Severity.SHOULD,
        reason="Every takeaway leads to a section, every section has its takeaway.",
        find=find_halves,
        scope=Scope.SECTION,
    ),
    Check(
        id="structure-stray",
        severity=Severity.SHOULD,
        reason="A summary above the wrong section misleads everyone who reads only the top.",
        find=find_stray,
        scope=Scope.SECTION,
    ),
    Check(
        id="structure-nothing",
        severity=Severity.MUST,
        reason="There is nothing to publish.",
        find=find_nothing,
        scope=Scope.ISSUE,
    ),
)
