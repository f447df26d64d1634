"""What may be typed at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.tracker.models import Storyline, TrackerItem


class DayInput(forms.DateInput):
    """The browser's own date field; its value is always an ISO date."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class IssueForm(forms.ModelForm):
    """The few facts of an issue that are typed."""

    class Meta:
        model = Issue
        fields = ["number", "period_start", "period_end", "note"]
        widgets = {
            "period_start": DayInput(),
            "period_end": DayInput(),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {"period_start": "First day", "period_end": "Last day"}
        help_texts = {"number": "Leave it empty if this issue carries none."}

    def notices(self) -> list[str]:
        """What is unusual about the period; never a reason to refuse it."""
        start: date = self.cleaned_data["period_start"]
        end: date = self.cleaned_data["period_end"]
        shared = self.instance.publication.issues.sharing_days_with(start, end)
        notices = [
            f"The days overlap with “{other}”." for other in shared.exclude(pk=self.instance.pk)
        ]
        length = (end - start).days + 1
        if length != self.instance.publication.period_days:
            usual = self.instance.publication.period_days
            notices.append(f"This issue covers {length} days; usually it is {usual}.")
        return notices


class NewTakeawayForm(forms.ModelForm):
    """A new section needs no more than a headline."""

    class Meta:
        model = Takeaway
        fields = ["headline"]


class NewEntryForm(forms.Form):
    """Where a new entry goes, and its day if that is known already."""

    takeaway = forms.ModelChoiceField(Takeaway.objects.all(), required=False)
    event_date = forms.DateField(required=False)


class MoveEntryForm(forms.Form):
    """One entry, the section it goes to (none: the inbox), and the entry it goes before."""

    entry = forms.ModelChoiceField(Entry.objects.all())
    takeaway = forms.ModelChoiceField(Takeaway.objects.all(), required=False)
    before = forms.ModelChoiceField(Entry.objects.all(), required=False)
    version = forms.IntegerField(min_value=1)


class MoveTakeawayForm(forms.Form):
    """One section, and the section it goes before."""

    takeaway = forms.ModelChoiceField(Takeaway.objects.all())
    before = forms.ModelChoiceField(Takeaway.objects.all(), required=False)
    version = forms.IntegerField(min_value=1)


class MoveItemForm(forms.Form):
    """One paragraph of a daily, and the paragraph it goes before."""

    item = forms.ModelChoiceField(TrackerItem.objects.all())
    before = forms.ModelChoiceField(TrackerItem.objects.all(), required=False)
    version = forms.IntegerField(min_value=1)


class StorylineForm(forms.ModelForm):
    """What a storyline is about, and whether it still goes on."""

    class Meta:
        model = Storyline
        fields = ["name", "description", "is_open"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        labels = {"is_open": "It goes on"}
        help_texts = {"description": "A sentence or two for readers new to it."}


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a date and an hour."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class _ZonedForm(forms.Form):
    """A form whose hours are meant in one time zone, whatever the server's is."""

    def __init__(self, data: QueryDict | None = None, *, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._zone = zone

    def full_clean(self) -> None:
        with timezone.override(self._zone):
            super().full_clean()


class MomentForm(_ZonedForm):
    """When to send; empty means now."""

    moment = forms.DateTimeField(required=False, widget=MomentInput())


class ScheduleForm(_ZonedForm):
    """When an issue becomes public, and whether it is then mailed."""

    publish_at = forms.DateTimeField(
        widget=MomentInput(), error_messages={"required": "Choose a day and an hour."}
    )
    is_sent = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """The mail goes out with the page, or not at all."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["send_at"] = cleaned.get("publish_at") if cleaned.get("is_sent") else None
        return cleaned
