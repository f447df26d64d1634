"""What a row says, as JSON: its own fields, and the rows written along with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from bulletins.revisions.models import Versioned


def as_json(subject: Versioned) -> dict[str, Any]:
    """Everything the row says now: attribute name → plain value."""
    values = {
        field.attname: plain(field.value_from_object(subject))
        for field in subject._meta.concrete_fields
    }
    return values | {name: part_rows(subject, name) for name in parts(subject)}


def links(subject: Versioned) -> dict[str, list[int]]:
    """What the row is linked to many times over: field name → ids."""
    return {
        field.name: [one.pk for one in field.value_from_object(subject)]
        for field in subject._meta.many_to_many
    }


def write_links(subject: Versioned, found: Mapping[str, Any]) -> None:
    """Link the row as ``links`` found it, but for what is gone."""
    for field in subject._meta.many_to_many:
        there = field.related_model._default_manager.filter(pk__in=found.get(field.name, []))
        getattr(subject, field.name).set(there)


def plain(value: Any) -> Any:
    """The value as JSON can hold it; dates and times as ISO strings."""
    if value is None or isinstance(value, (str, int, float, bool, list, dict)):
        return value
    return DjangoJSONEncoder().default(value)


def parts(subject: Versioned) -> list[str]:
    """The names of the rows that are written along with this one."""
    own = {field.attname for field in subject._meta.concrete_fields}
    return [name for name in subject.written if name not in own]


def part_rows(subject: Versioned, name: str) -> list[dict[str, Any]]:
    """The rows of one part in their order, without keys and positions."""
    rows = getattr(subject, name).all()
    return [_row(row) for row in rows]


def written(subject: Versioned, names: Iterable[str]) -> dict[str, Any]:
    """The present values of these fields and parts, as Python has them."""
    whole = set(parts(subject))
    return {
        name: part_rows(subject, name) if name in whole else getattr(subject, name)
        for name in names
    }


def write_parts(subject: Versioned, changes: Mapping[str, Any]) -> None:
    """Replace the rows of every part that ``changes`` names."""
    for name in parts(subject):
        if name in changes:
            _replace(getattr(subject, name), changes[name])


def _replace(rows: Any, values: list[dict[str, Any]]) -> None:
    """Rows that have no place of their own stay in the order they are written."""
    has_places = any(field.name == "position" for field in rows.model._meta.concrete_fields)
    rows.all().delete()
    for position, value in enumerate(values):
        rows.create(**value, **({"position": position} if has_places else {}))


def _row(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if not (field.primary_key or field.is_relation or field.name == "position")
    }
