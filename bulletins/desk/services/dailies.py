"""Writing a daily: beginning it, adding paragraphs, following up yesterday's, moving them about."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk.services.places import CannotPlace, Place, move
from bulletins.publications.models import Publication
from bulletins.revisions.services import keep
from bulletins.tracker.models import DailyUpdate, TrackerItem


@only_for("tracker.add_dailyupdate")
@transaction.atomic
def begin_daily(*, day: date, author: User, at: datetime) -> DailyUpdate:
    """The daily about this day: the one that is there, whoever began it, or a new one."""
    # Two who press at once queue up here; the second finds what the first has made.
    publication = Publication.objects.select_for_update().get(pk=Publication.objects.daily().pk)
    if known := publication.dailies.covering(day).first():
        return known
    update = DailyUpdate.objects.create(
        publication=publication, date_start=day, date_end=day, author=author
    )
    keep(subject=update, author=author, at=at)
    return update


@only_for("tracker.add_trackeritem")
@transaction.atomic
def add_item(
    *, update: DailyUpdate, follows: TrackerItem | None = None, author: User, at: datetime
) -> TrackerItem:
    """A blank paragraph at the end; following up an earlier one, with its theme and storylines."""
    last = update.items.aggregate(last=Max("position"))["last"]
    item = update.items.create(
        label=follows.label if follows else "", position=0 if last is None else last + 1
    )
    if follows:
        item.storylines.set(follows.storylines.all())
    keep(subject=item, author=author, at=at)
    return item


@only_for("tracker.change_trackeritem")
@transaction.atomic
def place_item(
    *,
    item: TrackerItem,
    before: TrackerItem | None,
    seen_version: int,
    author: User,
    at: datetime,
) -> TrackerItem:
    """Put a paragraph in front of another one of its daily, or at the end."""
    if before is not None and before.update_id != item.update_id:
        raise CannotPlace("A paragraph stays in its daily. Nothing was changed.")
    siblings = TrackerItem.objects.filter(update=item.update_id).exclude(pk=item.pk)
    place = Place(list(siblings), before, {})
    return move(item, place, seen_version=seen_version, author=author, at=at)
