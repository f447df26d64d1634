"""Forms for the texts themselves: whatever is valid is saved, the rest is said and waits."""

from __future__ import annotations

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
            return html.clean(super().clean(value))
        except html.TooLong as error:
            raise ValidationError(str(error)) from error


class SourceForm(forms.ModelForm):
    """Who reported it. A pasted link is enough to begin with."""

    url = forms.URLField(label="Link", required=False, max_length=1000, assume_scheme="https")
    language = forms.ChoiceField(choices=LANGUAGES, required=False)

    class Meta:
        model = Source
        fields = ["outlet", "title", "url", "language"]


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

    def changes(self) -> dict[str, Any]:
        """The valid part of what was typed, by field name."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    def problems(self) -> dict[str, str]:
        """What could not be saved yet and why, by the name of the input."""
        return {name: " ".join(map(str, errors)) for name, errors in self.errors.items()}


class EntryForm(WritingForm):
    """One dated story and its sources."""

    body = RichText(required=False)

    class Meta:
        model = Entry
        fields = ["event_date", "event_date_end", "body"]
        widgets = {"event_date": DayInput(), "event_date_end": DayInput()}
        labels = {"event_date": "Date", "event_date_end": "to"}

    def __init__(self, data: QueryDict | None = None, *, instance: Entry, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, label_suffix="", **kwargs)
        rows = [] if data else list(instance.sources.values("outlet", "title", "url", "language"))
        self.sources = cast("Sources", SourceFormSet(data, prefix="sources", initial=rows or None))

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


def form_for(subject: Entry | Takeaway, data: QueryDict | None = None) -> EntryForm | TakeawayForm:
    """The form in which this text is written."""
    if isinstance(subject, Entry):
        return EntryForm(data, instance=subject)
    return TakeawayForm(data, instance=subject, label_suffix="")
