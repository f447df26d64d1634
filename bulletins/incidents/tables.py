"""The incident table, from the facts an edition holds: one reading for web, mail and PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bulletins.incidents.figures import Figure, Totals, figure, totals

COLUMNS = ("Date", "Location", "Deaths", "Injuries")


@dataclass(frozen=True)
class Row:
    """One incident as the table shows it."""

    id: int
    event_date: date | None
    event_date_end: date | None
    location: str
    deaths: Figure
    injuries: Figure
    notes: str

    @property
    def days(self) -> str:
        """“07/27/2017”, “07/26 – 07/27/2017” or “unknown”."""
        if self.event_date is None:
            return "unknown"
        last = self.event_date_end or self.event_date
        if last == self.event_date:
            return f"{last:%m/%d/%Y}"
        first = f"{self.event_date:%m/%d}" + f"{self.event_date:/%Y}" * self._spans_years
        return f"{first} – {last:%m/%d/%Y}"

    @property
    def short_days(self) -> str:
        """“July 26”, “July 26 – 27”, “July 31 – August 1” or “unknown”; the issue says the year."""
        if self.event_date is None:
            return "unknown"
        first, last = self.event_date, self.event_date_end or self.event_date
        words = f"{first:%B} {first.day}"
        if last == first:
            return words
        month = "" if (first.year, first.month) == (last.year, last.month) else f"{last:%B} "
        return f"{words} – {month}{last.day}"

    @property
    def _spans_years(self) -> bool:
        return bool(
            self.event_date
            and self.event_date_end
            and self.event_date.year != self.event_date_end.year
        )


@dataclass(frozen=True)
class IncidentTable:
    """Rows newest first, and what they come to."""

    rows: list[Row]
    totals: Totals


def incident_table(incidents: Sequence[Mapping[str, Any]]) -> IncidentTable:
    """The table of ``Edition.content["incidents"]``, whose order (newest first) is kept."""
    return IncidentTable(rows=[_row(incident) for incident in incidents], totals=totals(incidents))


def _row(incident: Mapping[str, Any]) -> Row:
    return Row(
        id=incident["id"],
        event_date=_day(incident["event_date"]),
        event_date_end=_day(incident.get("event_date_end")),
        location=incident["location"] or "unknown",
        deaths=figure(incident, "deaths"),
        injuries=figure(incident, "injuries"),
        notes=incident.get("notes", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
