"""Signs at the beginning of a line, shared by the readers: bullets, rows, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletins.importing.document import Kind, Run, cut, divided, stripped

_ROUND_BULLET = re.compile(r"(?P<lead>[\s\u00a0]*[•●▪◦‣∙·][\s\u00a0]*)(?P<text>.*)", re.DOTALL)
_ROW = re.compile(r"\s*\d{1,2}/\d{1,2}/\d{2}")


def paragraphs_of(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The runs divided at blank lines, and at every line where the lines are rows or bullets."""
    text = "".join(run.text for run in runs)
    parts = text.split("\n")
    is_listing = any(_ROW.match(part) or _ROUND_BULLET.match(part) for part in parts)
    pattern = r"\n+" if is_listing else r"\n\s*\n\s*"
    parted = divided(runs, [match.span() for match in re.finditer(pattern, text)])
    return [part for part in parted if "".join(run.text for run in part).strip()]


def shape_of(kind: Kind, runs: Sequence[Run], level: int) -> tuple[Kind, tuple[Run, ...], int]:
    """A paragraph that begins with a typed bullet is a list item."""
    runs = stripped(tuple(runs))
    if kind is not Kind.PARAGRAPH:
        return kind, runs, level
    match = _ROUND_BULLET.match("".join(run.text for run in runs))
    if match is None:
        return kind, runs, level
    return Kind.ITEM, cut(runs, len(match["lead"])), 1
