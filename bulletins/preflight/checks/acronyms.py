"""Acronyms: introduced where a section first needs them, and always with the same meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import Draft, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.wordlists import words

# Known to every reader of an English newspaper, or the names of news agencies.
KNOWN = words(
    "UN US USA UK EU UAE NATO UNICEF UNESCO NGO TV MP AM PM DC HIV AIDS BBC CNN AFP AP NBC ISHM",
    "EPIC COVID GDP CEO OK ID VIP",
)
_INTRODUCED = re.compile(r"\((?P<short>[A-Z][A-Za-z&-]*[A-Z][A-Za-z]*)(?:,[^)]{0,60})?\)")
_USED = re.compile(
    r"(?<![\w.’'-])(?P<short>[A-Z]{2,}(?:[a-z]?[A-Z]+)*|[A-Z][a-z]{1,2}[A-Z]+)(?:s|’s)?"
    r"(?![\w]|\.[A-Z]|-\d)"
)
_ROMAN = re.compile(r"[IVX]+")
_SMALL = frozenset(["of", "and", "the", "for", "in", "de", "on", "to", "al", "ad", "with"])


@dataclass(frozen=True)
class Use:
    """An acronym at one place; ``expansion`` where the text introduces it there."""

    short: str
    passage: Passage
    start: int
    end: int
    expansion: str = ""
    is_named: bool = False  # the expansion is a name, not a description


def find_undefined(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Used in a section that does not introduce it, at the first use."""
    known = {use.short for block in _blocks(draft) for use in block if use.expansion}
    for block in _blocks(draft):
        introduced = {use.short for use in block if use.expansion}
        seen: set[str] = set()
        for use in block:
            if use.short in introduced | setting.words | seen:
                continue
            seen.add(use.short)
            elsewhere = " It is introduced in another section." if use.short in known else ""
            yield _hit(use, f"“{use.short}” is not introduced in this section.{elsewhere}")


def find_late(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Used first and introduced later."""
    for block in _blocks(draft):
        seen: set[str] = set()
        for use in block:
            if use.expansion and use.short in seen and not _was_introduced(use, block):
                message = f"“{use.short}” is used before it is introduced here."
                yield _hit(use, message, advice="Introduce it at its first use in the section.")
            seen.add(use.short)


def find_redefined(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """One acronym with two long forms in the issue."""
    meanings: dict[str, Use] = {}
    for use in (use for block in _blocks(draft) for use in block if use.is_named):
        first = meanings.setdefault(use.short, use)
        if _same(first.expansion) != _same(use.expansion):
            yield _hit(
                use,
                f"“{use.short}” stands for “{use.expansion}” here and for “{first.expansion}” in "
                f"{first.passage.where}.",
                advice=first.expansion,
            )


def find_again(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Introduced a second time in the same section."""
    for block in _blocks(draft):
        for use in block:
            if use.expansion and _was_introduced(use, block):
                yield _hit(use, f"“{use.short}” was introduced in this section already.")


def find_once(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Introduced and never used again in its section."""
    for block in _blocks(draft):
        counts: dict[str, int] = defaultdict(int)
        for use in block:
            counts[use.short] += 1
        for use in block:
            if use.expansion and counts[use.short] == 1:
                message = f"“{use.short}” is introduced and not used again in this section."
                yield _hit(use, message, advice="Leave the abbreviation out.")


def _blocks(draft: Draft) -> Iterator[list[Use]]:
    """The takeaways together, then each section: readers may start at any of them."""
    yield [use for passage in draft.summaries for use in _uses(passage)]
    for section in draft.sections:
        yield [use for passage in section.entries for use in _uses(passage)]


def _uses(passage: Passage) -> list[Use]:
    introduced = {
        match.start("short"): _introduction(passage, match)
        for match in _INTRODUCED.finditer(passage.text)
    }
    uses = list(introduced.values())
    for match in _USED.finditer(passage.text):
        is_new = match.start() not in introduced and match["short"] not in KNOWN
        if is_new and not _ROMAN.fullmatch(match["short"]):
            uses.append(Use(match["short"], passage, match.start(), match.end("short")))
    return sorted(uses, key=lambda use: use.start)


def _introduction(passage: Passage, match: re.Match[str]) -> Use:
    """The acronym in brackets with the words before it."""
    short = match["short"].removesuffix("s")
    words = re.findall(r"[\w’'.-]+", passage.text[: match.start()][-200:].rpartition("\n")[2])
    named = _spelled_out(words, short) or _capital_run(words[-len(short) * 2 :])
    described = " ".join(words[-4:])  # “the UN refugee agency (UNHCR)”
    start, end = match.span("short")
    return Use(short, passage, start, end, named or described or short, is_named=bool(named))


def _spelled_out(words: list[str], short: str) -> str:
    """The shortest run of words whose initials contain the acronym’s letters in order."""
    letters = short.lower()
    for count in range(1, min(len(words), len(short) * 2 + 3) + 1):
        run = words[-count:]
        begins = run[0][:1].lower() == letters[0] and run[0].lower() not in _SMALL
        if begins and _spells(run, letters):
            return " ".join(run)
    return ""


def _spells(run: list[str], letters: str) -> bool:
    """The letters appear in order; the first of each long word must be used or be skippable."""
    text = " ".join(run).lower()
    position = 0
    for letter in letters:
        position = text.find(letter, position) + 1
        if position == 0:
            return False
    initials = [word[0].lower() for part in run for word in part.split("-") if word]
    wanted = sum(letter in initials for letter in letters)
    return wanted >= (len(letters) + 1) // 2


def _capital_run(words: list[str]) -> str:
    """“Islamic State (ISIS)”: initials that do not spell the acronym, but names all the same."""
    run: list[str] = []
    for word in reversed(words):
        if word[:1].isupper() or (run and word.lower() in _SMALL):
            run.insert(0, word)
        else:
            break
    while run and run[0].lower() in _SMALL | {"on"}:
        run.pop(0)
    return " ".join(run)


def _was_introduced(use: Use, block: list[Use]) -> bool:
    for other in block:
        if other is use:
            return False
        if other.short == use.short and other.expansion:
            return True
    return False


def _same(expansion: str) -> tuple[str, ...]:
    """Long forms are one when only plural, article, possessive or nationality differ."""
    words = re.findall(r"[a-z]+", re.sub(r"[’']s\b", "", expansion.lower()))
    return tuple(
        word.rstrip("s") for word in words if word not in _SMALL | {"iraqi", "iraq", "un", "s"}
    )


def _hit(use: Use, message: str, advice: str = "") -> Hit:
    return at(use.passage, use.start, use.end, message, advice=advice)


CHECKS = (
    Check(
        id="acronym-undefined",
        title="Acronyms without their long form",
        severity=Severity.SHOULD,
        reason="Readers jump from a takeaway straight into its section.",
        find=find_undefined,
        scope=Scope.ISSUE,
        words=KNOWN,
        words_mean="acronyms that need no introduction",
    ),
    Check(
        id="acronym-late",
        title="Long forms after the first use",
        severity=Severity.SHOULD,
        reason="The long form belongs to the first use.",
        find=find_late,
        scope=Scope.ISSUE,
    ),
    Check(
        id="acronym-redefined",
        title="Acronyms with two meanings",
        severity=Severity.SHOULD,
        reason="One acronym, one meaning.",
        find=find_redefined,
        scope=Scope.ISSUE,
    ),
    Check(
        id="acronym-again",
        title="Acronyms introduced twice",
        severity=Severity.NOTE,
        reason="Once in a section is enough.",
        find=find_again,
        scope=Scope.ISSUE,
    ),
    Check(
        id="acronym-once",
        title="Acronyms introduced for nothing",
        severity=Severity.NOTE,
        reason="An abbreviation that is not used is clutter.",
        find=find_once,
        scope=Scope.ISSUE,
    ),
)
