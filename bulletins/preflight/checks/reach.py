"""Whether the issue reaches its readers: pictures, long texts, the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import PROSE, Draft, Passage
from bulletins.preflight.findings import Severity

_PICTURE = re.compile(r"<img\b[^>]{0,2000}>")
_ALT = re.compile(r"\balt=\"[^\"]*\S[^\"]*\"")
_VOWELS = re.compile(r"[aeiouy]+")
# One entry costs this much beside its text: table cells and inlined styles (measured on the mail).
_BYTES_AROUND_ENTRY = 450
_BYTES_AROUND_ISSUE = 14_000


def find_alt(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """A picture that says nothing to those who do not see it."""
    for picture in _PICTURE.findall(passage.html):
        if not _ALT.search(picture):
            yield Hit("A picture has no text for those who cannot see it.", passage=passage)


def find_long(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """A paragraph that fills a screen."""
    start = 0
    for paragraph in passage.text.split("\n"):
        words = len(paragraph.split())
        if words > setting.limit:
            yield at(
                passage,
                start,
                start + len(paragraph),
                f"A paragraph of {words} words; more than {setting.limit} are hard to read.",
                advice="Divide it.",
            )
        start += len(paragraph) + 1


def find_hard(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """A text above the reading level of a good newspaper (Flesch–Kincaid grade)."""
    words = re.findall(r"[A-Za-z’]+", passage.text)
    if len(words) < 60:
        return
    syllables = sum(max(1, len(_VOWELS.findall(word.lower()))) for word in words)
    grade = 0.39 * len(words) / len(passage.sentences) + 11.8 * syllables / len(words) - 15.59
    if grade > setting.limit:
        yield Hit(
            f"Reads like grade {grade:.0f}; {setting.limit} is the aim.",
            passage=passage,
            end=len(passage.text),
            advice="Shorter sentences help most.",
        )


def find_size(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A mail that Gmail would cut, with the section to move to the web."""
    sizes = {section: _bytes(section.passages) for section in draft.sections}
    whole = _BYTES_AROUND_ISSUE + sum(sizes.values())
    if whole <= setting.limit * 1024:
        return
    largest = max(sizes, key=lambda section: sizes[section])
    yield Hit(
        f"The mail will have about {whole // 1024} KB; Gmail cuts it at 102.",
        advice=f"Send takeaways and links only, or shorten {largest.where} "
        f"({sizes[largest] // 1024} KB).",
    )


def find_subject(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """A title longer than phones show of a subject."""
    if len(draft.title) > setting.limit:
        yield Hit(f"The title has {len(draft.title)} characters; phones show {setting.limit}.")


def _bytes(passages: tuple[Passage, ...]) -> int:
    text = sum(len((passage.html or passage.text).encode()) for passage in passages)
    return text + _BYTES_AROUND_ENTRY * len(passages)


CHECKS = (
    Check(
        id="picture-alt",
        title="Pictures without words",
        severity=Severity.MUST,
        reason="Many readers hear the issue.",
        find=find_alt,
        kinds=PROSE,
    ),
    Check(
        id="paragraph-long",
        title="Long paragraphs",
        severity=Severity.NOTE,
        reason="Nobody reads a screenful without a break.",
        find=find_long,
        kinds=PROSE,
        limit=220,
        limit_means="words in a paragraph",
    ),
    Check(
        id="reading-level",
        title="Hard to read",
        severity=Severity.NOTE,
        reason="Many readers read English as their second or third language.",
        find=find_hard,
        kinds=PROSE,
        limit=17,
        limit_means="school grade",
    ),
    Check(
        id="mail-size",
        title="Too long for a mail",
        severity=Severity.SHOULD,
        reason="What Gmail cuts is the end: table, map and the way to unsubscribe.",
        find=find_size,
        scope=Scope.ISSUE,
        limit=95,
        limit_means="kilobytes of the mail",
    ),
    Check(
        id="subject-length",
        title="Long subject",
        severity=Severity.NOTE,
        reason="The end of a long subject is not seen.",
        find=find_subject,
        scope=Scope.ISSUE,
        limit=78,
        limit_means="characters",
    ),
)
