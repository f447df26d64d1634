"""Which part of the record is asked for: the same words in every address of the explorer."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bulletins.incidents.models import Incident, IncidentQuerySet

CASUALTIES = {"any": "Anyone killed or injured", "deaths": "Anyone killed", "none": "No casualties"}
UNPLACED = "not known"


@dataclass(frozen=True)
class Filter:
    """What to show. An empty field asks for everything."""

    start: date | None = None
    end: date | None = None
    governorate: str = ""
    kind: str = ""
    casualties: str = ""
    kind_name: str = field(default="", compare=False)  # for words, never for addresses

    def apply(self) -> IncidentQuerySet:
        """The incidents asked for."""
        rows = Incident.objects.all()
        if self.start:
            rows = rows.filter(event_date__gte=self.start)
        if self.end:
            rows = rows.filter(event_date__lte=self.end)
        if self.governorate:
            rows = rows.filter(governorate="" if self.governorate == UNPLACED else self.governorate)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return self._by_casualties(rows)

    def _by_casualties(self, rows: IncidentQuerySet) -> IncidentQuerySet:
        if self.casualties == "any":
            return rows.with_casualties()
        if self.casualties == "deaths":
            return rows.with_deaths()
        if self.casualties == "none":
            return rows.filter(deaths_high=0, injuries_high=0)
        return rows

    def query(self, **changes: Any) -> str:
        """“?governorate=Anbar”: the address of this view, or of one that differs a little."""
        values = {
            each.name: getattr(self, each.name) for each in fields(self) if each.compare
        } | changes
        asked = {NAMES.get(name, name): str(value) for name, value in values.items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def span(self) -> str:
        """“2017-01-01 to 2017-12-31”, “from 2017-01-01”, “to 2017-12-31” or nothing."""
        if self.start and self.end:
            return f"{self.start} to {self.end}"
        if self.start:
            return f"from {self.start}"
        return f"to {self.end}" if self.end else ""

    @property
    def is_everything(self) -> bool:
        """Nothing was asked for in particular."""
        return self == Filter()


# “from” is a word of Python.
NAMES = {"start": "from", "end": "to"}
