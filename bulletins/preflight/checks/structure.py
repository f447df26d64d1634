"""Takeaways and the sections below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting
from bulletins.preflight.counted import telling_words
from bulletins.preflight.draft import Draft, Section
from bulletins.preflight.findings import Severity

_ENOUGH_WORDS = 8
_HARDLY = 0.12  # part of a summary’s words that its entries have, too
_FAR_MORE = 2.5
_MOSTLY = 0.5
_NAME = re.compile(r"(?<=[\w,] )(?:al-)?[A-Z][\w’-]{3,}")


def find_halves(section: Section, setting: Setting) -> Iterator[Hit]:
    """A takeaway without a section, or a section no takeaway announces."""
    if section.summary.text and not section.entries:
        yield _hit(section, "The takeaway has no entries below it, so “more…” leads nowhere.")
    if section.entries and not section.summary.text:
        yield _hit(section, "The section has no summary among the takeaways.")


def find_stray(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A summary with hardly a word of what it sums up, or with far more of another section."""
    told = [(one, telling_words(_below(one))) for one in draft.sections if one.entries]
    for section, own in told:
        above = telling_words(section.summary.text)
        if len(above) < _ENOUGH_WORDS:
            continue
        shared, names = len(above & own) / len(above), _names(section.summary.text)
        best, words = max(told, key=lambda each: len(above & each[1]))
        if shared < _HARDLY and not names & _names(_below(section)):
            yield _stray(section, "has hardly a name or word in common with the entries below it")
        elif len(above & words) / len(above) > max(_MOSTLY, _FAR_MORE * shared):
            yield _stray(section, f"tells what stands in {best.where}, not what stands below it")


def _stray(section: Section, words: str) -> Hit:
    return Hit(
        f"The summary {words}.",
        passage=section.summary,
        end=len(section.summary.text),
        advice="Is it filed above the right section?",
    )


def _below(section: Section) -> str:
    return " ".join(entry.text for entry in section.entries)


def _names(text: str) -> set[str]:
    return set(_NAME.findall(text))


def find_nothing(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """An issue without a word."""
    if not any(passage.text.strip() for section in draft.sections for passage in section.passages):
        yield Hit("The issue has no text.")


def _hit(section: Section, message: str) -> Hit:
    return Hit(message, place=section.place, where=section.where)


CHECKS = (
    Check(
        id="structure-halves",
        title="Takeaways without a section, or the reverse",
        severity=Severity.SHOULD,
        reason="Every takeaway leads to a section, every section has its takeaway.",
        find=find_halves,
        scope=Scope.SECTION,
    ),
    Check(
        id="structure-stray",
        title="Summaries above the wrong section",
        severity=Severity.SHOULD,
        reason="A summary above the wrong section misleads everyone who reads only the top.",
        find=find_stray,
        scope=Scope.ISSUE,
    ),
    Check(
        id="structure-nothing",
        title="Nothing to publish",
        severity=Severity.MUST,
        reason="There is nothing to publish.",
        find=find_nothing,
        scope=Scope.ISSUE,
    ),
)
