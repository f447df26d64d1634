"""What is typed when a past document is read at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from bulletins.importing import uploads
from bulletins.importing.models import ImportedPicture
from bulletins.importing.readers import LARGEST, papers
from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue

LARGEST_UPLOAD = LARGEST  # bytes; a Word document has its pictures in it


class FilesInput(forms.ClearableFileInput):
    """Several files may be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or more, each valid; a list in any case."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(file, initial) for file in data or []]


class DocumentForm(forms.Form):
    """Files or pasted text, with what a document itself may not say."""

    file = FilesField(
        required=False,
        label="Files",
        help_text=(
            "Text, saved web pages (with their folder: as .zip), Word (.docx) or PDF. Choose many "
            "at once, or a .zip of them: a worker reads them and lists what it found."
        ),
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

    period_start = forms.DateField(
        required=False,
        label="First day",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only if the text does not tell the period, or tells it wrongly.",
    )
    period_end = forms.DateField(
        required=False, label="Last day", widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        start, end = facts.get("period_start"), facts.get("period_end")
        if bool(start) != bool(end) or (start and end and start > end):
            self.add_error("period_end", "Give both days of the period, the first one first.")
        files, text = facts.get("file"), facts.get("text")
        if bool(files) == bool(text):
            raise forms.ValidationError("Give a file, or paste the text: one of the two.")
        for file in files or []:
            if file.size > LARGEST_UPLOAD:
                raise forms.ValidationError(f"“{file.name}” is larger than 40 MB.")
        if self._are_many(files) and self._has_facts(facts):
            raise forms.ValidationError(
                "Year, number and days are of one document. Hand it in alone."
            )
        return facts

    @property
    def is_many(self) -> bool:
        """A worker is to read them one by one."""
        return self._are_many(self.cleaned_data["file"])

    def source(self) -> tuple[bytes, str]:
        """The bytes to read, and what to call them."""
        if files := self.cleaned_data["file"]:
            files[0].seek(0)  # who asked whether it is a package has moved in it
            return files[0].read(), files[0].name
        return self.cleaned_data["text"].encode(), "pasted text"

    def _are_many(self, files: list[UploadedFile] | None) -> bool:
        if not files:
            return False
        return len(files) > 1 or papers.count(files[0]) > 1

    def _has_facts(self, facts: dict[str, Any]) -> bool:
        return any(facts.get(name) for name in ("year", "number", "period_start", "period_end"))


class ArchiveForm(forms.Form):
    """A whole WordPress export, or a zip file of documents. It goes to the disk as it comes in."""

    file = forms.FileField(
        label="WordPress export (.xml), or documents (.zip)",
        help_text=(
            "From Tools → Export → All content; posts that are no bulletin are left alone. "
            "Or a zip file of Word documents, PDFs, pages and texts, one issue each."
        ),
    )
    is_published = forms.BooleanField(
        required=False,
        label="Publish what can be read, at its old date",
        help_text="Nothing is mailed. Without this everything arrives as a draft.",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > uploads.LARGEST:
            raise forms.ValidationError("The archive is larger than 1 GB. Export it in parts.")
        return file


class PictureForm(forms.ModelForm):
    """What is said with a picture, before it is brought in."""

    class Meta:
        model = ImportedPicture
        fields = ["description", "caption", "credit"]


class PublishAsItWasForm(forms.Form):
    """When a past bulletin was published, and where it stood."""

    published_at = forms.DateTimeField(
        label="Published on (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    address = forms.URLField(
        required=False,
        label="Where it stood before",
        max_length=500,
        assume_scheme="https",
        help_text="Links to this address will lead to the issue here.",
    )

    def clean_published_at(self) -> datetime:
        moment: datetime = self.cleaned_data["published_at"]
        if moment > timezone.now():
            raise forms.ValidationError("A past bulletin was published in the past.")
        return moment


class IssuePeriodForm(forms.ModelForm):
    """The days and the number of an issue, put right beside its source."""

    class Meta:
        model = Issue
        fields = ["period_start", "period_end", "number"]


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
