"""What an open page shows of a row: the version it began with, and what it saved itself since.

A form sends back all its fields. Only those count that its writer changed, and they are in
conflict only with what somebody else has changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bulletins.accounts.models import User
from bulletins.rendering.html import is_same
from bulletins.revisions import values
from bulletins.revisions.models import Revision, Versioned


@dataclass
class Seen:
    """A row as one page knows it.

    ``version`` is the newest that holds no words of others which the page does not show: it
    travels on with the page. ``others`` are the fields somebody else has changed meanwhile, and
    ``newer_by`` is who wrote last among them.
    """

    fields: dict[str, Any]
    version: int
    others: set[str]
    newer_by: str = ""

    @classmethod
    def by(
        cls, subject: Versioned, *, version: int, author: User | None = None, sitting: str = ""
    ) -> Seen | None:
        """What a page opened at ``version`` shows; None where nobody kept that version.

        Saves of the page itself (``sitting``) count as seen: an answer may be lost on the way.
        """
        kept = Revision.objects.of(subject).filter(version__gte=version).select_related("author")
        history = list(kept)
        if not history or history[0].version != version:
            return None
        seen = cls(fields=dict(history[0].fields), version=version, others=set())
        written = set(subject.written)
        for before, after in pairwise(history):
            changed = _changed(before, after)
            if sitting and (after.sitting, after.author) == (sitting, author):
                seen.fields.update({name: after.fields[name] for name in changed})
            else:
                seen.others |= changed
                if changed & written:
                    seen.newer_by = str(after.author or "Somebody")
            if not seen.others & written:
                seen.version = after.version
        return seen


def own_changes(
    subject: Versioned,
    typed: Mapping[str, Any],
    *,
    seen_version: int,
    author: User | None = None,
    sitting: str = "",
) -> dict[str, Any]:
    """Those of the typed values that differ from what the page showed.

    So two people who touch different fields never collide. Fields that only make sense together,
    such as the first and the last day, go together. A version nobody kept is taken to be the
    present one.
    """
    seen = Seen.by(subject, version=seen_version, author=author, sitting=sitting)
    before = seen.fields if seen else values.as_json(subject)
    own = {name for name, value in typed.items() if not _is_same(value, before.get(name))}
    own |= {name for unit in subject.together if own & set(unit) for name in unit}
    return {name: value for name, value in typed.items() if name in own}


def _is_same(typed: Any, shown: Any) -> bool:
    if isinstance(typed, str) and isinstance(shown, str):
        return is_same(typed, shown)
    return bool(values.plain(typed) == shown)


def collides(subject: Versioned, names: Iterable[str], seen: Seen | None) -> bool:
    """Somebody else changed one of these columns or parts since the page saw the row."""
    if seen is None:
        return True
    now = values.as_json(subject)
    return any(now[name] != seen.fields.get(name) for name in names if name in seen.others)


def _changed(before: Revision, after: Revision) -> set[str]:
    """A field that was not kept yet when the older version was saved has not been changed."""
    return {
        name
        for name, value in after.fields.items()
        if name in before.fields and before.fields[name] != value
    }
