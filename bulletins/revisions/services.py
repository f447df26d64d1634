"""The one way to save what people wrote: with its version number, keeping what was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F

from bulletins.accounts.models import User
from bulletins.revisions.models import Revision, Versioned

Subject = TypeVar("Subject", bound=Versioned)


class EditConflict(Exception):
    """Somebody else saved first. Nothing was overwritten; both texts are at hand.

    ``theirs`` holds what is stored now, ``yours`` what was to be saved, by field name.
    """

    def __init__(self, *, subject: Versioned, yours: Mapping[str, Any]) -> None:
        super().__init__(
            "Somebody else changed this while you were writing. Nothing was overwritten: "
            "compare the two texts and keep either, or both."
        )
        self.subject = subject
        self.yours = dict(yours)
        self.theirs = {name: getattr(subject, name) for name in yours}


@transaction.atomic
def save_version(
    *,
    subject: Subject,
    changes: Mapping[str, Any],
    seen_version: int,
    author: User | None,
    at: datetime,
    origin: str = "desk",
) -> Subject:
    """Write ``changes`` if the row is still at ``seen_version``, and keep the version.

    Changes that change nothing write nothing, so that saving one's own text twice is no conflict.
    Raises ``EditConflict`` when the row has moved on to different text.
    """
    model = type(subject)
    current = model._default_manager.select_for_update().get(pk=subject.pk)
    changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
    if not changed:
        return current
    if current.version != seen_version:
        raise EditConflict(subject=current, yours=changes)
    claimed = model._default_manager.filter(pk=subject.pk, version=seen_version).update(
        **changed, version=F("version") + 1
    )
    if not claimed:
        raise EditConflict(subject=current, yours=changes)
    current.refresh_from_db()
    keep(subject=current, author=author, at=at, origin=origin)
    return current


def keep(*, subject: Versioned, author: User | None, at: datetime, origin: str = "desk") -> None:
    """Add the row as it stands now to its history."""
    Revision.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        version=subject.version,
        fields=_as_json(subject),
        author=author,
        saved_at=at,
        origin=origin,
    )


def _as_json(subject: models.Model) -> dict[str, Any]:
    encoder = DjangoJSONEncoder()
    values: dict[str, Any] = {}
    for field in subject._meta.concrete_fields:
        value = field.value_from_object(subject)
        is_plain = value is None or isinstance(value, (str, int, float, bool, list, dict))
        values[field.attname] = value if is_plain else encoder.default(value)
    return values
