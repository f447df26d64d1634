"""Quotation marks and brackets that open or close alone; straight and curly marks mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import WRITTEN, Draft, Passage
from bulletins.preflight.findings import Severity

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
_MARKS = re.compile(r"[()\[\]{}“”]")
_STRAIGHT = re.compile(r"\"|(?<=\w)'(?=\w)|(?<=s)'(?=\s)|(?<=\s)'(?=\w)")
_CURLY = re.compile(r"[“”’‘]")


def find_alone(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Paragraph by paragraph, so that one slip does not upset the rest."""
    offset = 0
    for paragraph in passage.text.split("\n"):
        for position in _alone(paragraph):
            mark = paragraph[position]
            yield at(
                passage,
                offset + position,
                offset + position + 1,
                f"{mark} has no partner in this paragraph.",
                advice=f"Add {_PAIRS.get(mark) or _CLOSING.get(mark) or mark} or take it out.",
            )
        offset += len(paragraph) + 1


def _alone(paragraph: str) -> list[int]:
    waiting: list[tuple[str, int]] = []
    alone = []
    for match in _MARKS.finditer(paragraph):
        mark = match[0]
        if mark in _PAIRS:
            waiting.append((mark, match.start()))
        elif waiting and waiting[-1][0] == _CLOSING[mark]:
            waiting.pop()
        else:
            alone.append(match.start())
    straight = [match.start() for match in re.finditer('"', paragraph)]
    alone += straight[-1:] if len(straight) % 2 else []
    return sorted(alone + [position for _, position in waiting])


def find_mixed(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """The rarer kind of mark in each passage that has it, once."""
    written = [passage for passage in draft.passages if passage.kind in WRITTEN]
    straight = sum(len(_STRAIGHT.findall(passage.text)) for passage in written)
    curly = sum(len(_CURLY.findall(passage.text)) for passage in written)
    if not straight or not curly:
        return
    rare, name = (_STRAIGHT, "straight") if straight <= curly else (_CURLY, "curly")
    for passage in written:
        found = rare.search(passage.text)
        if found:
            yield at(
                passage,
                found.start(),
                found.end(),
                f"A {name} mark; the rest of the issue has the other kind.",
                replacement=_other(passage.text, found),
            )


def _other(text: str, found: re.Match[str]) -> str:
    mark = found[0]
    if mark == '"':
        is_opening = not text[: found.start()].rstrip(" ") or text[found.start() - 1] in " (\n—–"
        return "“" if is_opening else "”"
    if mark == "'":
        return "’"
    return '"' if mark in "“”" else "'"


CHECKS = (
    Check(
        id="pairs",
        title="Quotation marks and brackets without partner",
        severity=Severity.SHOULD,
        reason="Without its partner nobody knows where a quotation ends.",
        find=find_alone,
    ),
    Check(
        id="quotes-mixed",
        title="Two kinds of quotation marks",
        severity=Severity.SHOULD,
        reason="Two kinds of quotation marks show two hands.",
        find=find_mixed,
        scope=Scope.ISSUE,
    ),
)
