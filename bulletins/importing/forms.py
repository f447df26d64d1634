"""What is typed when a past document is read at the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry

LARGEST_UPLOAD = 10 * 1024 * 1024  # bytes


class DocumentForm(forms.Form):
    """A file or pasted text, with what the document itself may not say."""

    file = forms.FileField(
        required=False, label="File", help_text="Text, a saved web page, Word (.docx) or PDF."
    )
    text = forms.CharField(
        required=False,
        label="Or paste the text",
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    year = forms.IntegerField(
        required=False, min_value=2003, max_value=2099, help_text="Only if the title has none."
    )
    number = forms.IntegerField(
        required=False, min_value=1, max_value=9999, help_text="Only if the title has none."
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        file, text = facts.get("file"), facts.get("text")
        if bool(file) == bool(text):
            raise forms.ValidationError("Give a file, or paste the text: one of the two.")
        if file and file.size > LARGEST_UPLOAD:
            raise forms.ValidationError("The file is larger than 10 MB.")
        return facts

    def source(self) -> tuple[bytes, str]:
        """The bytes to read, and what to call them."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["text"].encode(), "pasted text"


class EntryDaysForm(forms.ModelForm):
    """The days of an entry, put right beside its source."""

    class Meta:
        model = Entry
        fields = ["event_date", "event_date_end"]


class IncidentFactsForm(forms.ModelForm):
    """A row of the casualty table, put right beside its source. Empty is unknown, 0 is none."""

    class Meta:
        model = Incident
        fields = [
            "event_date",
            "location",
            "deaths_low",
            "deaths_high",
            "injuries_low",
            "injuries_high",
        ]
