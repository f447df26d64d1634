"""Forms for the texts themselves: whatever is valid is saved, the rest is said and waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from bulletins.desk.forms import DayInput
from bulletins.issues.models import Entry, Source, Takeaway
from bulletins.rendering import html

MOST_SOURCES = 40
SOURCE = ("outlet", "title", "url", "language")
LANGUAGES = [
    ("", "Language"),
    ("en", "English"),
    ("ar", "Arabic"),
    ("ckb", "Kurdish (Sorani)"),
    ("kmr", "Kurdish (Kurmanji)"),
    ("tr", "Turkish"),
    ("fa", "Persian"),
    ("fr", "French"),
]


class RichText(forms.CharField):
    """CKEditor's text, cleaned once on its way in."""

    widget = CKEditorWidget

    def clean(self, value: Any) -> str:
        """Clean HTML; text that is too long is refused, never cut."""
        try:
            return html.without_empty_end(html.clean(super().clean(value)))
        except html.TooLong as error:
            raise ValidationError(str(error)) from error


class SourceForm(forms.ModelForm):
    """Who reported it. A pasted link is enough to begin with."""

    url = forms.URLField(
        label="Link",
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "Link"}),
    )
    language = forms.ChoiceField(choices=LANGUAGES, required=False)

    class Meta:
        model = Source
        fields = SOURCE


class Sources(BaseFormSet):
    """The sources of one entry."""

    def rows(self) -> list[dict[str, str]]:
        """What was typed, row by row, without the empty ones."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]


SourceFormSet = formset_factory(
    SourceForm, formset=Sources, extra=0, max_num=MOST_SOURCES, validate_max=True
)


class WritingForm(forms.ModelForm):
    """A text that is saved while it is being written."""

    def __init__(self, data: QueryDict | None = None, *, instance: Any, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, label_suffix="", **kwargs)

    def changes(self) -> dict[str, Any]:
        """The valid part of what was typed, by field name."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    def offer(self, changes: Mapping[str, Any]) -> None:
        """Show, beside what is stored, what somebody else was going to save."""

    def problems(self) -> dict[str, str]:
        """What could not be saved yet and why, by the name of the input."""
        return {name: " ".join(map(str, errors)) for name, errors in self.errors.items()}


class EntryForm(WritingForm):
    """One dated story and its sources."""

    body = RichText(required=False)

    class Meta:
        model = Entry
        fields = ["event_date", "event_date_end", "location", "body"]
        widgets = {
            "event_date": DayInput(),
            "event_date_end": DayInput(),
            "location": forms.TextInput(
                attrs={"dir": "auto", "autocomplete": "off", "data-offers": "place"}
            ),
        }
        labels = {"event_date": "Date", "event_date_end": "to", "location": "Place"}

    def __init__(self, data: QueryDict | None = None, *, instance: Entry, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self._show(data, [] if data else list(instance.sources.values(*SOURCE)))

    def offer(self, changes: Mapping[str, Any]) -> None:
        """Show the sources of both people: as stored, then what only the other has."""
        rows: list[dict[str, Any]] = list(self.instance.sources.values(*SOURCE))
        self._show(None, rows + [row for row in changes.get("sources", []) if row not in rows])

    def clean(self) -> dict[str, Any]:
        """The last day comes after the first; a range that runs backwards waits."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("event_date"), cleaned.get("event_date_end")
        if last and (first is None or last < first):
            self.add_error("event_date_end", "The last day comes after the first.")
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The valid part, with the sources if all of them are valid."""
        changes = super().changes()
        if self.sources.is_valid():
            changes["sources"] = self.sources.rows()
        return changes

    def problems(self) -> dict[str, str]:
        """Problems of the entry and of each source."""
        found = super().problems()
        for form in self.sources.forms:
            for name, errors in form.errors.items():
                found[form.add_prefix(name)] = " ".join(map(str, errors))
        return found

    def _show(self, data: QueryDict | None, rows: list[dict[str, Any]]) -> None:
        self.sources = cast("Sources", SourceFormSet(data, prefix="sources", initial=rows or None))


class TakeawayForm(WritingForm):
    """A headline, its summary, and the heading where it differs."""

    summary = RichText(required=False)

    class Meta:
        model = Takeaway
        fields = ["headline", "summary", "own_heading"]
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2}),
            "own_heading": forms.TextInput(attrs={"placeholder": "The headline"}),
        }
        labels = {"own_heading": "Heading of the section"}
