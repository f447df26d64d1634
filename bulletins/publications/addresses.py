"""Addresses that are given once and never change."""

from __future__ import annotations

from itertools import count

from django.db import models


def free_slug(rows: models.QuerySet, wanted: str) -> str:
    """The wanted slug, or “wanted-2”, “wanted-3” … where it is taken among these rows."""
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(slug for n in count(2) if (slug := f"{wanted}-{n}") not in taken)
