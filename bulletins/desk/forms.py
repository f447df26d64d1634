"""What may be typed at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from bulletins.issues.models import Entry, Issue, Takeaway


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
