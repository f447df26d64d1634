"""From the daily into the week: a paragraph becomes an entry, and keeps its link.

The two publications must not contradict each other. A correction of the daily is therefore told to
whoever answers for the entry, and stays visible beside it until somebody has looked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.issues import mailer
from bulletins.issues.models import Entry
from bulletins.publications.editions import Content
from bulletins.rendering import html
from bulletins.revisions import services as revisions
from bulletins.tracker.models import DailyEdition, TrackerItem


@dataclass(frozen=True)
class Drift:
    """An entry whose paragraph in the daily has been corrected since they were last compared."""

    entry: Entry
    before: str
    now: str
    note: str  # what the daily's correction says of itself


@only_for("issues.add_entry")
@transaction.atomic
def promote_item(*, item: TrackerItem, by: User, at: datetime) -> Entry:
    """Put a paragraph of a daily into the week's inbox as an entry.

    Promoting it again returns the entry it has become: two editors may press at once.
    """
    item = TrackerItem.objects.select_for_update().select_related("update").get(pk=item.pk)
    if entry := item.entries.first():
        return entry
    update = item.update
    entry = Entry.objects.create(
        event_date=update.date_start,
        event_date_end=None if update.date_end == update.date_start else update.date_end,
        body=item.body,
        author=by,
        promoted_from=item,
        promoted_text=html.plain_text(item.body),
    )
    entry.storylines.set(item.storylines.all())
    revisions.keep(subject=entry, author=by, at=at, origin="daily")
    return entry


def drifts(entries: QuerySet[Entry] | None = None) -> list[Drift]:
    """Entries whose daily says something else by now, in three queries."""
    promoted = (Entry.objects.all() if entries is None else entries).filter(
        promoted_from__update__editions__number__gt=1
    )
    entries_found = list(promoted.select_related("promoted_from", "author").distinct())
    latest = _latest_editions({_daily_of(entry) for entry in entries_found})
    found = (_drift(entry, latest[_daily_of(entry)]) for entry in entries_found)
    return [drift for drift in found if drift]


@only_for("issues.change_entry")
def settle(*, entry: Entry) -> None:
    """Somebody has compared the two: the paragraph as it stands now is known to the editors."""
    for drift in drifts(Entry.objects.filter(pk=entry.pk)):
        Entry.objects.filter(pk=entry.pk).update(promoted_text=drift.now)


def tell_of_drifts() -> int:
    """Mail the author of each entry whose daily was corrected, once a correction.

    Returns how many were told. The row is marked first: the desk shows the drift in any case, so
    a lost mail costs less than the same one every minute.
    """
    told = 0
    for drift in drifts():
        entry = drift.entry
        if entry.author is None or entry.told_text == drift.now:
            continue
        untold = Entry.objects.filter(pk=entry.pk, told_text=entry.told_text)
        if untold.update(told_text=drift.now):
            mailer.tell_of_drift(entry=entry, before=drift.before, now=drift.now, note=drift.note)
            told += 1
    return told


def _daily_of(entry: Entry) -> int:
    item = entry.promoted_from
    return item.update_id if item else 0


def _latest_editions(update_ids: set[int]) -> dict[int, DailyEdition]:
    editions = DailyEdition.objects.filter(update_id__in=update_ids).order_by("number")
    return {edition.update_id: edition for edition in editions}


def _drift(entry: Entry, edition: DailyEdition) -> Drift | None:
    now = _text_of(entry.promoted_from_id, edition.content)
    if now == entry.promoted_text:
        return None
    return Drift(entry=entry, before=entry.promoted_text, now=now, note=edition.note)


def _text_of(item_id: int | None, content: Content) -> str:
    """The paragraph as readers of the daily have it now; empty when it was taken out."""
    return next((item["text"] for item in content["items"] if item["id"] == item_id), "")
