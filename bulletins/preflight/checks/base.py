"""What a check is. Each check is a small module that ends in one ``CHECK`` or a few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bulletins.preflight.draft import WRITTEN, Draft, Passage, Section
from bulletins.preflight.findings import Severity
from bulletins.preflight.lexicon import Lexicon


@dataclass(frozen=True)
class Hit:
    """Something noticed, before it is weighed and addressed.

    ``replacement`` stands in for the text from ``start`` to ``end``; ``advice`` is for people.
    """

    message: str
    passage: Passage | None = None
    start: int = 0
    end: int = 0
    replacement: str | None = None
    advice: str = ""
    place: str = "issue"
    where: str = "The issue"


@dataclass(frozen=True)
class Setting:
    """What a check was told beside the text: its tuning and the names it may know."""

    lexicon: Lexicon
    words: frozenset[str] = frozenset()
    limit: int = 0


class Scope(StrEnum):
    """What a check has to read at once; the less, the less is read again after an edit."""

    PASSAGE = "passage"
    SECTION = "section"
    ISSUE = "issue"


@dataclass(frozen=True)
class Check:
    """One kind of mistake: how it is called, how much it matters, why, and how it is found."""

    id: str
    title: str  # above its findings
    severity: Severity
    reason: str
    find: Callable[[Any, Setting], Iterator[Hit]]
    scope: Scope = Scope.PASSAGE
    kinds: frozenset[str] = field(default=WRITTEN)  # of passages, for checks that read one
    words: frozenset[str] = frozenset()
    words_mean: str = ""
    limit: int = 0
    limit_means: str = ""
    knows_names: bool = False  # a new name in the guide or the gazetteer changes its findings

    def units(self, draft: Draft) -> tuple[Passage, ...] | tuple[Section, ...] | tuple[Draft]:
        """What it reads, piece by piece."""
        if self.scope == Scope.ISSUE:
            return (draft,)
        if self.scope == Scope.SECTION:
            return draft.sections
        return tuple(passage for passage in draft.passages if passage.kind in self.kinds)


def at(passage: Passage, start: int, end: int, message: str, **more: Any) -> Hit:
    """A hit on these characters of the passage."""
    return Hit(message=message, passage=passage, start=start, end=end, **more)
