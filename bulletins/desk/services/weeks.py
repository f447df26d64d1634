"""The week on the board: starting an issue, adding to it, moving things about in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk.services.places import CannotPlace, Place, move
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.publications.models import Publication
from bulletins.revisions.services import keep


@dataclass(frozen=True)
class Proposal:
    """What the next issue would usually be; every part of it may be changed."""

    number: int | None
    period_start: date
    period_end: date


def next_issue(*, publication: Publication, today: date) -> Proposal:
    """The period after the newest issue's, as long as usual, and the number after its number.

    Without an earlier issue the period ends on the day the publication is sent.
    """
    length = timedelta(days=publication.period_days - 1)
    newest = publication.issues.order_by("-period_end").first()
    if newest is None:
        end = publication.usual_send_at(today).date()
        return Proposal(None, end - length, end)
    start = newest.period_end + timedelta(days=1)
    highest = publication.issues.aggregate(highest=Max("number"))["highest"]
    return Proposal(highest + 1 if highest else None, start, start + length)


@only_for("issues.change_issue")
@transaction.atomic
def start_issue(
    *,
    publication: Publication,
    period_start: date,
    period_end: date,
    number: int | None,
    author: User,
    at: datetime,
) -> Issue:
    """An empty draft of this period, as the first version of its history."""
    issue = Issue.objects.create(
        publication=publication, period_start=period_start, period_end=period_end, number=number
    )
    keep(subject=issue, author=author, at=at)
    return issue


@only_for("issues.add_takeaway")
@transaction.atomic
def add_takeaway(*, issue: Issue, headline: str, author: User, at: datetime) -> Takeaway:
    """A new section at the end of the issue."""
    last = issue.takeaways.aggregate(last=Max("position"))["last"]
    takeaway = issue.takeaways.create(headline=headline, position=0 if last is None else last + 1)
    keep(subject=takeaway, author=author, at=at)
    return takeaway


@only_for("issues.add_entry")
@transaction.atomic
def add_entry(
    *, takeaway: Takeaway | None, event_date: date | None, author: User, at: datetime
) -> Entry:
    """A blank entry at the end of a section, or of the inbox."""
    siblings = Entry.objects.filter(takeaway=takeaway)
    last = siblings.aggregate(last=Max("position"))["last"]
    entry = Entry.objects.create(
        takeaway=takeaway,
        event_date=event_date,
        position=0 if last is None else last + 1,
        author=author,
    )
    keep(subject=entry, author=author, at=at)
    return entry


@only_for("issues.change_entry")
@transaction.atomic
def place_entry(
    *,
    entry: Entry,
    takeaway: Takeaway | None,
    before: Entry | None,
    seen_version: int,
    author: User,
    at: datetime,
) -> Entry:
    """Put an entry into a section (or the inbox), in front of ``before`` or at the end.

    Raises ``EditConflict`` when somebody else moved the same entry meanwhile; what others wrote
    in it, or did to its neighbors, is no obstacle.
    """
    if before is not None and before.takeaway_id != (takeaway.pk if takeaway else None):
        raise CannotPlace("Its new neighbor has moved meanwhile. Nothing was changed: try again.")
    siblings = Entry.objects.filter(takeaway=takeaway).exclude(pk=entry.pk)
    place = Place(list(siblings), before, {"takeaway_id": takeaway.pk if takeaway else None})
    return move(entry, place, seen_version=seen_version, author=author, at=at)


@only_for("issues.change_takeaway")
@transaction.atomic
def place_takeaway(
    *,
    takeaway: Takeaway,
    before: Takeaway | None,
    seen_version: int,
    author: User,
    at: datetime,
) -> Takeaway:
    """Put a section in front of another one of its issue, or at the end."""
    if before is not None and before.issue_id != takeaway.issue_id:
        raise CannotPlace("A section stays in its issue. Nothing was changed.")
    siblings = Takeaway.objects.filter(issue=takeaway.issue).exclude(pk=takeaway.pk)
    place = Place(list(siblings), before, {})
    return move(takeaway, place, seen_version=seen_version, author=author, at=at)
