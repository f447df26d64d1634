"""The week's incidents as a sheet: what may stand in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bulletins.incidents.figures import Figure
from bulletins.incidents.models import Incident
from bulletins.issues.models import Issue

MOST_PEOPLE = 100_000
_EXACT = re.compile(r"(\d{1,6})")
_RANGE = re.compile(r"(\d{1,6})\s*(?:-|–|to)\s*(\d{1,6})")
_AT_LEAST = re.compile(r"(?:at least\s+(\d{1,6})|(\d{1,6})\s*\+)")
_UP_TO = re.compile(r"up to\s+(\d{1,6})")
_CELL_OF = {
    "event_date_end": "event_date",
    "deaths_low": "deaths",
    "deaths_high": "deaths",
    "injuries_low": "injuries",
    "injuries_high": "injuries",
    "latitude": "location",
    "longitude": "location",
    "precision_km": "location",
    "method": "location",
    "governorate": "location",
}
_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")
_SHORT_DAYS = ("%m/%d/%Y", "%B %d %Y", "%b %d %Y")


class FigureField(forms.CharField):
    """“4”, “4–7”, “at least 4”, “4+”, “up to 7”; empty or “?” is unknown, 0 is none."""

    def clean(self, value: Any) -> Figure:
        """The low and the high number. Raises in words for the person typing."""
        text = super().clean(value).strip().lower().replace(",", "")
        if text in {"", "?", "unknown"}:
            return Figure(None, None)
        return self._within_reason(self._read(text))

    def _read(self, text: str) -> Figure:
        if found := _EXACT.fullmatch(text):
            return Figure(int(found[1]), int(found[1]))
        if found := _RANGE.fullmatch(text):
            return Figure(int(found[1]), int(found[2]))
        if found := _AT_LEAST.fullmatch(text):
            return Figure(int(found[1] or found[2]), None)
        if found := _UP_TO.fullmatch(text):
            return Figure(None, int(found[1]))
        raise ValidationError("Write 4, 4–7, at least 4 or up to 7; leave it empty if unknown.")

    def _within_reason(self, figure: Figure) -> Figure:
        low, high = figure.low, figure.high
        if low is not None and high is not None and low > high:
            raise ValidationError("The lower number comes first.")
        if max(low or 0, high or 0) > MOST_PEOPLE:
            raise ValidationError("That is more than any event can hold.")
        return figure


class DayField(forms.CharField):
    """A day as people and sheets write it; without a year, a day of the issue."""

    def __init__(self, *, issue: Issue, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._issue = issue

    def clean(self, value: Any) -> date | None:
        """The day, or None for an empty cell."""
        text = super().clean(value).strip()
        if not text:
            return None
        for form in _DAYS:
            if (day := _parsed(text, form)) is not None:
                return day
        return self._day_of_the_issue(text)

    def _day_of_the_issue(self, text: str) -> date:
        years = {self._issue.period_end.year, self._issue.period_start.year}
        separator = "/" if "/" in text else " "
        candidates = [
            day
            for year in years
            for form in _SHORT_DAYS
            if (day := _parsed(f"{text}{separator}{year}", form)) is not None
        ]
        if not candidates:
            raise ValidationError("Write the day as 07/24, 07/24/2017 or July 24.")
        return next((day for day in candidates if self._issue.has_day(day)), candidates[0])


class IncidentRow(forms.Form):
    """One row of the sheet."""

    location = forms.CharField(required=False, max_length=240)
    deaths = FigureField(required=False)
    injuries = FigureField(required=False)
    notes = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any, *, issue: Issue) -> None:
        super().__init__(data)
        self.fields["event_date"] = DayField(issue=issue, required=False)

    def facts(self) -> dict[str, Any]:
        """The row as fields of an incident."""
        deaths: Figure = self.cleaned_data["deaths"]
        injuries: Figure = self.cleaned_data["injuries"]
        return {
            "event_date": self.cleaned_data["event_date"],
            "location": self.cleaned_data["location"],
            "deaths_low": deaths.low,
            "deaths_high": deaths.high,
            "injuries_low": injuries.low,
            "injuries_high": injuries.high,
            "notes": self.cleaned_data["notes"],
        }

    def is_blank(self) -> bool:
        """Nothing was typed in any cell."""
        return not any(self.data.get(name, "").strip() for name in self.fields)


def cells_of(incident: Incident) -> dict[str, str]:
    """What stands in the cells of its row."""
    return {
        "event_date": f"{incident.event_date:%m/%d/%Y}" if incident.event_date else "",
        "location": incident.location,
        "deaths": _figure(incident.deaths),
        "injuries": _figure(incident.injuries),
        "notes": incident.notes,
    }


def cells_with(names: Iterable[str]) -> list[str]:
    """The cells in which these fields of an incident are written."""
    return sorted({_CELL_OF.get(name, name) for name in names})


def _figure(figure: Figure) -> str:
    return "" if figure.is_unknown else str(figure)


def _parsed(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
