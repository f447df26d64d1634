"""Sums of figures in the database, worded and bounded exactly as ``figures.total`` does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from bulletins.incidents.figures import Figure, Stated, Totals

# Aggregates over incidents; ``totals_of`` reads them.
SUMS = {
    "incidents": Count("*"),
    **{
        f"{kind}_{name}": aggregate
        for kind in ("deaths", "injuries")
        for name, aggregate in (
            ("sum_low", Sum(f"{kind}_low")),
            ("sum_high", Sum(f"{kind}_high")),
            ("sum_known", Sum(Coalesce(f"{kind}_high", f"{kind}_low"))),
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
NAMES = tuple(SUMS)
# The answers to ``SUMS`` in their order: parts of a sum, which can be added to other parts.
Part = tuple[int, ...]
NO_PART: Part = (0,) * len(NAMES)


def part(answers: Iterable[int | None]) -> Part:
    """One row of answers, in the order of ``NAMES``; the sum of nothing is 0."""
    return tuple(answer or 0 for answer in answers)


def added(parts: Iterable[Part]) -> Part:
    """Several parts as one."""
    return tuple(map(sum, zip(*parts, strict=True))) or NO_PART


def together(parts: Iterable[Part]) -> Totals:
    """What several parts come to."""
    return totals_of(dict(zip(NAMES, added(parts), strict=True)))


def stated(parts: Iterable[Part], kind: str) -> Stated:
    """The “deaths” or “injuries” of the incidents among them that give a number."""
    row = dict(zip(NAMES, added(parts), strict=True))
    known = row[f"{kind}_reported"]
    return Stated(
        low=row[f"{kind}_sum_low"],
        high=row[f"{kind}_sum_known"],
        incidents=known,
        unknown=row["incidents"] - known,
        unbounded=known - row[f"{kind}_bounded"],
    )


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
