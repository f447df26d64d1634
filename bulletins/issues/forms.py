"""What editors type in the back office."""

from __future__ import annotations

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.rendering.editor import RichTextField
from bulletins.revisions.forms import GuardedForm


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
        fields = ["takeaway", "event_date", "event_date_end", "location", "body", "position"]
