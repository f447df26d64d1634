"""What a row of the sheet has no column for: kind, last day, and who reported which figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from bulletins.desk.grid import FigureField
from bulletins.incidents.figures import Figure
from bulletins.incidents.models import Incident, Kind, Report
from bulletins.incidents.services import kind_named

EMPTY_ROWS = 2


class DetailsForm(forms.Form):
    """Kind, for whoever may extend the list also a new one, and last day."""

    kind = forms.ModelChoiceField(Kind.objects.all(), empty_label=None)
    event_date_end = forms.DateField(
        label="Last day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only for an event over several days.",
    )

    new_kind = forms.CharField(
        label="Or a new kind",
        required=False,
        max_length=60,
        help_text="It joins the list for everybody.",
    )

    field_order = ("kind", "new_kind", "event_date_end")

    def __init__(self, data: Any = None, *, incident: Incident, may_add_kinds: bool) -> None:
        initial = {"kind": incident.kind_id, "event_date_end": incident.event_date_end}
        super().__init__(data, initial=initial, label_suffix="")
        self._incident = incident
        if not may_add_kinds:
            del self.fields["new_kind"]

    def clean_event_date_end(self) -> date | None:
        """Not before the event began."""
        last: date | None = self.cleaned_data["event_date_end"]
        first = self._incident.event_date
        if last and (first is None or last < first):
            raise forms.ValidationError("The last day of an event cannot be before its first.")
        return last

    def facts(self) -> dict[str, Any]:
        """As fields of an incident; a kind that was typed is in the list from then on."""
        chosen = self.cleaned_data
        typed = chosen.get("new_kind")
        kind = kind_named(typed) if typed else chosen["kind"]
        return {"kind_id": kind.pk, "event_date_end": chosen["event_date_end"]}


class ReportForm(forms.Form):
    """What one source said. A row whose source is emptied goes away."""

    outlet = forms.CharField(label="Source", required=False, max_length=160)
    url = forms.URLField(label="Link", required=False, max_length=1000, assume_scheme="https")
    as_of = forms.DateField(
        label="As of", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    deaths = FigureField(required=False)
    injuries = FigureField(required=False)

    def clean(self) -> dict[str, Any]:
        """Figures need somebody who gave them."""
        cleaned = super().clean() or {}
        figures = [cleaned.get(name) for name in ("deaths", "injuries")]
        is_told = any(figure and not figure.is_unknown for figure in figures)
        if is_told and not cleaned.get("outlet") and "outlet" not in self.initial:
            self.add_error("outlet", "Who gave these figures?")
        return cleaned

    def row(self) -> dict[str, Any]:
        """As ``Incident.reports`` keeps it."""
        said = self.cleaned_data
        return {
            "outlet": said["outlet"],
            "url": said["url"],
            "as_of": said["as_of"] and said["as_of"].isoformat(),
            "deaths_low": said["deaths"].low,
            "deaths_high": said["deaths"].high,
            "injuries_low": said["injuries"].low,
            "injuries_high": said["injuries"].high,
        }


_Reports = forms.formset_factory(ReportForm, extra=EMPTY_ROWS, max_num=40)


class ReportForms(_Reports):  # type: ignore[valid-type, misc]
    """A row for each source, and empty ones below."""

    def __init__(self, data: Any = None, *, incident: Incident) -> None:
        initial = [_typed(report) for report in incident.reports.all()]
        super().__init__(data, initial=initial, prefix="reports")

    def rows(self) -> list[dict[str, Any]]:
        """All that name a source, in their order."""
        named = [form for form in self.forms if form.cleaned_data.get("outlet")]
        return [form.row() for form in named]


def _typed(report: Report) -> dict[str, Any]:
    return {
        "outlet": report.outlet,
        "url": report.url,
        "as_of": report.as_of,
        "deaths": _words(report.deaths),
        "injuries": _words(report.injuries),
    }


def _words(figure: Figure) -> str:
    return "" if figure.is_unknown else str(figure)
