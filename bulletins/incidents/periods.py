"""A filter in the words of a reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bulletins.incidents.filters import Filter


def words_of(asked: Filter, casualties: Mapping[str, str]) -> str:
    """“Anbar, July 1 – 31, 2017”, or “all incidents”."""
    kind = asked.kind_name or asked.kind
    parts = [asked.governorate, kind, casualties.get(asked.casualties, ""), _days(asked)]
    return ", ".join(part for part in parts if part) or "all incidents"


def _days(asked: Filter) -> str:
    if asked.start and asked.end:
        return f"{_day(asked.start)} – {_day(asked.end)}"
    if asked.start:
        return f"since {_day(asked.start)}"
    return f"until {_day(asked.end)}" if asked.end else ""


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
