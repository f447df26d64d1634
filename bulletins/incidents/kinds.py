"""The kinds of incident that a new database begins with."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.apps.registry import Apps

# IED first: the bulletin's table counts these. Editors add to the list.
FIRST_KINDS = (
    ("ied", "IED"),
    ("vehicle-bomb", "Vehicle bomb"),
    ("suicide-attack", "Suicide attack"),
    ("armed-attack", "Armed attack"),
    ("shelling", "Shelling or rocket fire"),
    ("air-strike", "Air or drone strike"),
    ("remnant", "Mine or explosive remnant"),
    ("other", "Other"),
)


def fill_when_empty(app_config: AppConfig, *, using: str, apps: Apps = apps, **kwargs: Any) -> None:
    """Give a new database its kinds; Django calls it after ``migrate`` and ``flush``."""
    try:
        model = apps.get_model("incidents", "Kind")
    except LookupError:  # Migrated back to before there were kinds.
        return
    add_missing(model, using=using)


def add_missing(model: Any, *, using: str = "default") -> None:
    """The first kinds, unless the list has been begun."""
    kinds = model.objects.using(using)
    if not kinds.exists():
        kinds.bulk_create(
            model(slug=slug, name=name, position=place)
            for place, (slug, name) in enumerate(FIRST_KINDS)
        )
