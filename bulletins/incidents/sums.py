"""Sums of figures in the database, worded and bounded exactly as ``figures.total`` does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Sum

from bulletins.incidents.figures import Figure, Totals

# Aggregates over incidents; ``totals_of`` reads them.
SUMS = {
    "incidents": Count("pk"),
    **{
        f"{kind}_{name}": aggregate
        for kind in ("deaths", "injuries")
        for name, aggregate in (
            ("sum_low", Sum(f"{kind}_low")),
            ("sum_high", Sum(f"{kind}_high")),
            ("bounded", Count(f"{kind}_high")),
            (
                "reported",
                Count(
                    "pk",
                    filter=Q(**{f"{kind}_low__isnull": False})
                    | Q(**{f"{kind}_high__isnull": False}),
                ),
            ),
        )
    },
}


def totals_of(row: Mapping[str, Any]) -> Totals:
    """The answer to ``SUMS`` as totals."""
    return Totals(row["incidents"], _figure(row, "deaths"), _figure(row, "injuries"))


def _figure(row: Mapping[str, Any], kind: str) -> Figure:
    if not row["incidents"]:
        return Figure(0, 0)
    if not row[f"{kind}_reported"]:
        return Figure(None, None)
    is_bounded = row[f"{kind}_bounded"] == row["incidents"]
    return Figure(row[f"{kind}_sum_low"] or 0, row[f"{kind}_sum_high"] if is_bounded else None)
