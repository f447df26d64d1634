"""Forms for a daily: its head and readings, and each of its paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.forms import formset_factory
from django.http import QueryDict

from bulletins.desk.forms import DayInput
from bulletins.desk.writing import RichText, Sources, WritingForm
from bulletins.tracker.forms import HeadlinesField, refuse_days
from bulletins.tracker.models import DailyUpdate, Reading, TrackerItem

MOST_READINGS = 40
READING = ("url", "outlet", "author", "title", "remark")


class ReadingForm(forms.ModelForm):
    """A link of “writing on iraq”, and one remark on it."""

    url = forms.URLField(label="Link", required=False, max_length=1000, assume_scheme="https")

    class Meta:
        model = Reading
        fields = list(READING)
        widgets = {"remark": forms.Textarea(attrs={"rows": 2})}


ReadingFormSet = formset_factory(
    ReadingForm, formset=Sources, extra=0, max_num=MOST_READINGS, validate_max=True
)


class DailyWriting(WritingForm):
    """A daily but for its paragraphs.

    The page has two forms for it, the head above the paragraphs and the readings below them. Each
    sends its own half and saves no more than that.
    """

    headlines = HeadlinesField(
        required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": "One a line"})
    )
    opening = RichText(required=False, label="Bottom line up front")

    class Meta:
        model = DailyUpdate
        fields = ["date_start", "date_end", "headlines", "opening", "takes_comments"]
        widgets = {"date_start": DayInput(), "date_end": DayInput()}
        labels = {
            "date_start": "From",
            "date_end": "to",
            "takes_comments": "Readers may reply to this post",
        }

    def __init__(self, data: QueryDict | None = None, *, instance: DailyUpdate) -> None:
        super().__init__(data, instance=instance)
        if data is not None and "headlines" not in data:
            self.fields.clear()
        self._has_readings = data is None or "readings-TOTAL_FORMS" in data
        rows = list(instance.readings.values(*READING)) if data is None else []
        self._show(data, rows)

    def offer(self, changes: Mapping[str, Any]) -> None:
        """Show the readings of both people: hers as stored, then what only the other has."""
        rows: list[dict[str, Any]] = list(self.instance.readings.values(*READING))
        self._show(None, rows + [row for row in changes.get("readings", []) if row not in rows])

    def clean(self) -> dict[str, Any]:
        """One day or two, and none that another daily covers."""
        cleaned = super().clean() or self.cleaned_data
        for name, words in refuse_days(self.instance, cleaned):
            self.add_error(name, words)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The valid part of the half that was sent; of two days, both or neither."""
        changes = super().changes()
        if {"date_start", "date_end"} - changes.keys():
            changes = {name: changes[name] for name in changes if not name.startswith("date_")}
        if self._has_readings and self.readings.is_valid():
            changes["readings"] = self.readings.rows()
        return changes

    def problems(self) -> dict[str, str]:
        """Problems of the head and of each reading."""
        found = super().problems()
        if not self._has_readings:
            return found
        for form in self.readings.forms:
            for name, errors in form.errors.items():
                found[form.add_prefix(name)] = " ".join(map(str, errors))
        return found

    def _show(self, data: QueryDict | None, rows: list[dict[str, Any]]) -> None:
        sent = data if self._has_readings else None
        self.readings = cast(
            "Sources", ReadingFormSet(sent, prefix="readings", initial=rows or None)
        )


class ItemWriting(WritingForm):
    """One paragraph. Several stand on a page, so each names its inputs after itself."""

    body = RichText(required=False, label="Text")

    class Meta:
        model = TrackerItem
        fields = ["label", "is_analysis", "body"]
        labels = {"label": "Province or theme", "is_analysis": "My own analysis"}
        widgets = {
            "label": forms.TextInput(
                attrs={"list": "labels", "autocomplete": "off", "placeholder": "Province or theme"}
            )
        }

    def __init__(self, data: QueryDict | None = None, *, instance: TrackerItem) -> None:
        super().__init__(data, instance=instance, auto_id=f"item-{instance.pk}-%s")
