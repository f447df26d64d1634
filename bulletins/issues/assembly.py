"""A period's filed entries and incidents become the draft of an issue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet

from bulletins.accounts.guard import only_for
from bulletins.incidents.models import Incident
from bulletins.issues import oversights
from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.publications.models import Publication


class CannotAssemble(Exception):
    """There is no draft to make or refresh. The message says why; nothing was changed."""


@dataclass(frozen=True)
class Assembly:
    """What assembling did, and what it noticed."""

    issue: Issue
    is_new: bool
    takeaways_added: int
    incidents_added: int
    oversights: list[oversights.Oversight]


@only_for("issues.change_issue")
@transaction.atomic
def assemble_issue(
    *, publication: Publication, start: date, end: date, number: int | None = None
) -> Assembly:
    """Make or refresh the draft of a period, both ends included.

    Takeaways that have entries in the period and belong to no issue yet are added at the end;
    so are the period's incidents that no other issue counts. Whatever the editors ordered, named
    or wrote stays as it is. Raises ``CannotAssemble``.
    """
    if start > end:
        raise CannotAssemble(f"The period runs backwards: {start} is after {end}.")
    issue, is_new = _draft(publication, start, end, number)
    takeaways = _add_takeaways(issue)
    incidents = collect_incidents(issue)
    return Assembly(issue, is_new, takeaways, incidents, oversights.of(issue))


def collect_incidents(issue: Issue) -> int:
    """Count in this issue what happened in its period and no issue counts yet; how many."""
    in_period = Incident.objects.in_period(issue.period_start, issue.period_end)
    new = list(in_period.filter(issues=None))
    issue.incidents.add(*new)
    return len(new)


def _draft(
    publication: Publication, start: date, end: date, number: int | None
) -> tuple[Issue, bool]:
    """The issue of exactly this period, new or not; two issues never share a number."""
    issues = Issue.objects.select_for_update().filter(publication=publication)
    issue = issues.filter(period_start=start, period_end=end).first()
    if issue and issue.status in {Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN}:
        raise CannotAssemble(
            f"{issue.title} is {issue.status}. Its text is frozen; publish a correction instead."
        )
    _refuse_taken_number(issues, issue, number)
    if issue is None:
        new = publication.issues.create(number=number, period_start=start, period_end=end)
        return new, True
    if number is not None and issue.number is None:
        issue.number = number
        issue.save(update_fields=["number"])
    return issue, False


def _refuse_taken_number(issues: QuerySet[Issue], issue: Issue | None, number: int | None) -> None:
    if number is None:
        return
    if issue and issue.number not in {None, number}:
        raise CannotAssemble(
            f"The issue of this period has the number {issue.number}, not {number}."
        )
    other = issues.filter(number=number).first()
    if other and other != issue:
        raise CannotAssemble(f"Number {number} is already taken by {other.title}.")


def _add_takeaways(issue: Issue) -> int:
    entries = Entry.objects.in_period(issue.period_start, issue.period_end)
    waiting = list(
        Takeaway.objects.filter(issue=None, entries__in=entries)
        .distinct()
        .order_by("position", "pk")
    )
    last = issue.takeaways.aggregate(last=Max("position"))["last"]
    first_free = 0 if last is None else last + 1
    for position, takeaway in enumerate(waiting, start=first_free):
        Takeaway.objects.filter(pk=takeaway.pk).update(issue=issue, position=position)
    return len(waiting)
