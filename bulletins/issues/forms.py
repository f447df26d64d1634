"""What editors type, and the guard against overwriting somebody else's work."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.rendering.editor import RichTextField


class GuardedForm(forms.ModelForm):
    """A form that carries the version it was opened on, and refuses to save over a newer one."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and self._stored_version() != cleaned.get("seen_version"):
            raise forms.ValidationError(
                "Somebody else saved this while you were writing. Nothing was overwritten, and "
                "your text is still below. Copy it, open this page again, and put the two together."
            )
        return cleaned

    def _stored_version(self) -> int | None:
        """The version in the database, locked until this save is done."""
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        return rows.select_for_update().values_list("version", flat=True).first()


class IssueForm(GuardedForm):
    """The frame of a week; publishing it is not a matter of this form."""

    class Meta:
        model = Issue
        fields = ["publication", "number", "period_start", "period_end", "note", "incidents"]


class TakeawayForm(GuardedForm):
    """A headline and its summary."""

    summary = RichTextField(required=False)

    class Meta:
        model = Takeaway
        fields = ["issue", "headline", "own_heading", "summary", "position"]


class EntryForm(GuardedForm):
    """One dated story."""

    body = RichTextField(required=False)

    class Meta:
        model = Entry
        fields = ["takeaway", "event_date", "event_date_end", "body", "position"]
