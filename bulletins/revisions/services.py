"""The one way to save what people wrote: with its version number, keeping what was before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from bulletins.accounts.guard import ask_for
from bulletins.accounts.models import User
from bulletins.revisions import values
from bulletins.revisions.models import Binned, Revision, Versioned
from bulletins.revisions.seen import Seen, collides

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
        self.theirs = values.written(subject, yours)


class CannotTakeBack(Exception):
    """The thing cannot leave the bin. The message says why, in words for an editor."""


@transaction.atomic
def save_version(
    *,
    subject: Subject,
    changes: Mapping[str, Any],
    seen_version: int,
    author: User | None,
    at: datetime,
    origin: str = "desk",
    sitting: str = "",
) -> Subject:
    """Write ``changes`` to a row last seen at ``seen_version``, and keep the version.

    Changes that change nothing write nothing. When the row has moved on, the save still goes
    through if nobody else touched the same fields, or if every save in between came from the
    same open page (``sitting``): an answer lost on the way is no conflict with oneself.
    Otherwise raises ``EditConflict``.
    """
    ask_for("change", subject)
    model = type(subject)
    current = model._default_manager.select_for_update().get(pk=subject.pk)
    stored = values.written(current, changes)
    changed = {name: value for name, value in changes.items() if stored[name] != value}
    if not changed:
        return current
    _remember_the_start(current, at=at)
    if current.version != seen_version:
        seen = Seen.by(current, version=seen_version, author=author, sitting=sitting)
        if collides(current, map(_attname(current), changed), seen):
            raise EditConflict(subject=current, yours=changes)
    columns = {name: changed[name] for name in changed if name not in values.parts(current)}
    claimed = model._default_manager.filter(pk=current.pk, version=current.version).update(
        **columns, **_stamp(model, at), version=F("version") + 1
    )
    if not claimed:
        raise EditConflict(subject=current, yours=changes)
    values.write_parts(current, changed)
    current = model._default_manager.get(pk=current.pk)
    keep(subject=current, author=author, at=at, origin=origin, sitting=sitting)
    return current


def keep(
    *,
    subject: Versioned,
    author: User | None,
    at: datetime,
    origin: str = "desk",
    sitting: str = "",
) -> None:
    """Add the row as it stands now to its history."""
    Revision.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        version=subject.version,
        fields=values.as_json(subject),
        author=author,
        saved_at=at,
        origin=origin,
        sitting=sitting,
    )


def restore(
    *, subject: Subject, revision: Revision, seen_version: int, author: User, at: datetime
) -> Subject:
    """Write again what an earlier version said; the versions in between stay in the history."""
    model_fields = {field.attname: field for field in subject._meta.concrete_fields}
    changes = {
        name: _as_python(model_fields.get(name), revision.fields[name])
        for name in subject.written
        if name in revision.fields
    }
    return save_version(
        subject=subject,
        changes=changes,
        seen_version=seen_version,
        author=author,
        at=at,
        origin="restore",
    )


@transaction.atomic
def throw_away(
    *, subject: Versioned, seen_version: int, label: str, author: User, at: datetime
) -> Binned:
    """Move a row into the bin, with the rows it takes along.

    Raises ``EditConflict`` when somebody wrote in it meanwhile; that it was filed or moved is no
    obstacle.
    """
    ask_for("delete", subject)
    current = type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    if current.version != seen_version and collides(
        current, current.written, Seen.by(current, version=seen_version)
    ):
        raise EditConflict(subject=current, yours={})
    binned = Binned.objects.create(
        content_type=ContentType.objects.get_for_model(current),
        object_id=current.pk,
        label=label[:300],
        fields=values.as_json(current) | values.links(current),
        binned_by=author,
        binned_at=at,
    )
    for row in _taken_along(current):
        part = throw_away(
            subject=row, seen_version=row.version, label=str(row), author=author, at=at
        )
        binned.parts.add(part)
    current.delete()
    return binned


def _taken_along(subject: Versioned) -> Iterator[Versioned]:
    for name in subject.taken_along:
        yield from getattr(subject, name).all()


@transaction.atomic
def take_back(*, binned: Binned, author: User, at: datetime) -> Versioned:
    """Put a row back as it was thrown away, under its old id, with its history and its parts.

    What it belonged to may be gone by now: such a link comes back empty. Raises
    ``CannotTakeBack`` where something else has its place.
    """
    model = binned.content_type.model_class()
    if model is None or not issubclass(model, Versioned):
        raise CannotTakeBack("This was made by a part of the program that is no longer there.")
    subject = model()
    ask_for("add", subject)
    for field in subject._meta.concrete_fields:
        if field.attname in binned.fields:
            value = _as_python(field, binned.fields[field.attname])
            setattr(subject, field.attname, _if_still_there(field, value))
            if value is not None and getattr(subject, field.attname) is None and not field.null:
                raise CannotTakeBack("What it belonged to is gone. It stays in the bin.")
    subject.version += 1
    _refuse_taken_place(subject)
    subject.save(force_insert=True)
    values.write_parts(subject, binned.fields)
    values.write_links(subject, binned.fields)
    for part in binned.parts.all():
        take_back(binned=part, author=author, at=at)
    binned.delete()
    keep(subject=subject, author=author, at=at, origin="bin")
    return subject


def _refuse_taken_place(subject: Versioned) -> None:
    try:
        subject.validate_unique()
        subject.validate_constraints()
    except ValidationError as error:
        raise CannotTakeBack(f"{' '.join(error.messages)} It stays in the bin.") from error


def empty_bin(*, at: datetime) -> int:
    """Let go of what nobody asked back in 30 days; returns how many things went."""
    count, _ = Binned.objects.outdated(at=at).delete()
    return count


def _remember_the_start(current: Versioned, *, at: datetime) -> None:
    """A row made outside the desk enters its history before the first change to it."""
    if not Revision.objects.of(current).filter(version=current.version).exists():
        keep(subject=current, author=None, at=at, origin="found")


def _attname(subject: Versioned) -> Any:
    names = {field.name: field.attname for field in subject._meta.concrete_fields}
    return lambda name: names.get(name, name)


def _stamp(model: type[models.Model], at: datetime) -> dict[str, datetime]:
    """``updated_at`` for models that have one: an ``update()`` does not set it by itself."""
    names = {field.name for field in model._meta.concrete_fields}
    return {"updated_at": at} if "updated_at" in names else {}


def _as_python(field: Any, value: Any) -> Any:
    return field.to_python(value) if field and not field.is_relation else value


def _if_still_there(field: Any, value: Any) -> Any:
    if value is None or not field.is_relation:
        return value
    return value if field.related_model._default_manager.filter(pk=value).exists() else None
