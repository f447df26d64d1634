"""The form in which each text of the desk is written, and who may write it."""

from __future__ import annotations

from django.http import QueryDict

from bulletins.desk.daily_writing import DailyWriting, ItemWriting
from bulletins.desk.writing import EntryForm, TakeawayForm, WritingForm
from bulletins.issues.models import Entry, Takeaway
from bulletins.revisions.models import Versioned
from bulletins.tracker.models import DailyUpdate, TrackerItem

PERMISSIONS = {
    "entry": "issues.change_entry",
    "takeaway": "issues.change_takeaway",
    "daily": "tracker.change_dailyupdate",
    "item": "tracker.change_trackeritem",
}
_FORMS: dict[type[Versioned], type[WritingForm]] = {
    Entry: EntryForm,
    Takeaway: TakeawayForm,
    DailyUpdate: DailyWriting,
    TrackerItem: ItemWriting,
}


def form_for(subject: Versioned, data: QueryDict | None = None) -> WritingForm:
    """The form in which this text is written."""
    return _FORMS[type(subject)](data, instance=subject)
