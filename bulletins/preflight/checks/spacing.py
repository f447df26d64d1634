"""Spaces: too many, missing, or in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, WRITTEN, Passage
from bulletins.preflight.findings import Severity

_DOUBLE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_MISSING = re.compile(
    r"(?<=[a-z\d”’)])(?P<stop>[.!?])(?=[A-Z“][a-z’ ])|(?<=[A-Za-z])(?P<comma>[,;])(?=[A-Za-z“])"
    r"|(?<=[a-z]):(?=[A-Z][a-z])"
)
_BEFORE = re.compile(r"(?<=[\w”’)]) +(?=[,.;:!?](?:\s|$)|[,;][A-Za-z])")
_INSIDE = re.compile(r"\b[A-Za-z]+(?P<gap>- )(?!and\b|or\b|to\b|und\b)(?=\w)")
_TWICE = re.compile(r"(?<![.,;:])([,;:])\s?\1(?![,;:])|(?<![.A-Z])\.\s?\.(?=\s|$)")
_BRACKET = re.compile(r"\((?P<after> +)|(?P<before> +)\)")
_MACHINE = re.compile(r"\S*(?:https?://|www\.|@)\S*")


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each wrong space with the right one."""
    text = _MACHINE.sub(lambda match: "x" * len(match[0]), passage.text)
    for match in _MISSING.finditer(text):
        yield _hit(passage, match.span(), "A space is missing here.", match[0] + " ")
    for match in _BEFORE.finditer(text):
        yield _hit(passage, match.span(), "A space before a punctuation mark.", "")
    for match in _INSIDE.finditer(text):
        yield _hit(passage, match.span("gap"), "A space after a hyphen.", "-")
    for match in _BRACKET.finditer(text):
        span = match.span("after" if match["after"] else "before")
        yield _hit(passage, span, "A space inside a bracket.", "")
    for match in _TWICE.finditer(text):
        yield _hit(passage, match.span(), "A punctuation mark stands twice.", match[0][0])


def find_double(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Two spaces in a row; browsers show one, the text part of the mail shows both."""
    for match in _DOUBLE.finditer(passage.text):
        yield _hit(passage, match.span(), "Two spaces.", " ")


def _hit(passage: Passage, span: tuple[int, int], message: str, replacement: str) -> Hit:
    return at(passage, *span, message, replacement=replacement)


CHECKS = (
    Check(
        id="spacing",
        title="Wrong spaces",
        severity=Severity.SHOULD,
        reason="Wrong spaces tell readers that nobody looked.",
        find=find,
        kinds=WRITTEN | {INCIDENT},
    ),
    Check(
        id="double-space",
        title="Double spaces",
        severity=Severity.NOTE,
        reason="Seen in the text part of the mail.",
        find=find_double,
        kinds=WRITTEN | {INCIDENT},
    ),
)
