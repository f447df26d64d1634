"""Moving one row among its neighbors, guarded against two people moving the same one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bulletins.accounts.models import User
from bulletins.issues.models import Entry, Takeaway
from bulletins.revisions.models import Revision
from bulletins.revisions.services import EditConflict, save_version
from bulletins.tracker.models import TrackerItem

Placed = TypeVar("Placed", Entry, Takeaway, TrackerItem)


class CannotPlace(Exception):
    """The move makes no sense any more. The message says why, in words for an editor."""


@dataclass(frozen=True)
class Place(Generic[Placed]):
    """Where a row goes: among these, in front of one of them or at the end."""

    siblings: list[Placed]
    before: Placed | None
    changes: dict[str, int | None]

    @property
    def index(self) -> int:
        """The row's number there."""
        if self.before is None:
            return len(self.siblings)
        return self.siblings.index(self.before)


def move(
    thing: Placed, place: Place[Placed], *, seen_version: int, author: User, at: datetime
) -> Placed:
    """Save the new place of one row, and number its neighbors around it.

    Part of the caller's transaction. Raises ``EditConflict`` when somebody else moved it meanwhile.
    """
    thing = type(thing).objects.select_for_update().get(pk=thing.pk)
    changes = place.changes | {"position": place.index}
    # A neighbor's move shifts this row's number without a version, so that numbers cannot tell
    # whether somebody moved this very row; its history can.
    others = Revision.objects.of(thing).filter(version__gt=seen_version, origin="move")
    if others.exclude(author=author).exists():
        raise EditConflict(subject=thing, yours=changes)
    moved = save_version(
        subject=thing,
        changes=changes,
        seen_version=thing.version,
        author=author,
        at=at,
        origin="move",
    )
    ordered = list(place.siblings)
    ordered.insert(place.index, moved)
    number(ordered)
    return moved


def number(rows: list[Placed]) -> None:
    """0, 1, 2 … in this order; only rows whose number changes are written."""
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    type(rows[0]).objects.bulk_update(changed, ["position"])
