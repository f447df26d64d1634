"""Two people changed the same record: what stands there now, beside what was to be saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bulletins.desk.conflicts import Conflict
from bulletins.desk.history import label_of
from bulletins.revisions.compare import Piece, words
from bulletins.revisions.services import EditConflict


@dataclass(frozen=True)
class Clash:
    """The fields both changed; saving the form once more keeps the second one's."""

    who: str
    version: int
    fields: list[tuple[str, list[Piece]]]

    @classmethod
    def of(cls, found: EditConflict) -> Clash:
        """Read it off a save that was refused."""
        fields = [
            (label_of(name), words(_said(found.theirs[name]), _said(yours)))
            for name, yours in found.yours.items()
            if found.theirs[name] != yours
        ]
        return cls(Conflict.last_writer(found.subject), found.subject.version, fields)


def seen_version(typed: Any, *, field: str = "seen_version") -> int:
    """The version a form was opened on; 0 where somebody tampered with it."""
    text = typed.get(field, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _said(value: Any) -> str:
    """Rows as lines, everything else as it is."""
    if isinstance(value, list):
        return "\n".join(" · ".join(str(cell) for cell in row.values() if cell) for row in value)
    return "" if value is None else str(value)
