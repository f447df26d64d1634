"""What the week's window shows: entries and incidents outside it, in no issue, or in two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import Count

from bulletins.incidents.models import Incident
from bulletins.issues.models import Entry, Issue
from bulletins.rendering import html

_EXCERPT = 60  # characters


@dataclass(frozen=True)
class Oversight:
    """One thing an editor would want to know before an issue goes out."""

    check: str
    where: str
    message: str

    def as_json(self) -> dict[str, str]:
        """As it stands in ``warnings``."""
        return asdict(self)


def of(issue: Issue) -> list[Oversight]:
    """Everything the period of this issue shows, entries first."""
    return [
        *_entries_outside(issue),
        *_entries_unfiled(issue),
        *_entries_without_issue(issue),
        *_incidents_outside(issue),
        *_incidents_left_out(issue),
        *_incidents_twice(issue),
    ]


def _entries_outside(issue: Issue) -> Iterator[Oversight]:
    for entry in Entry.objects.filter(takeaway__issue=issue, event_date__isnull=False):
        last_day = entry.event_date_end or entry.event_date
        if issue.has_day(entry.event_date) or issue.has_day(last_day):
            continue
        yield Oversight(
            "entry-outside-period",
            _name(entry),
            f"Dated {entry.event_date}, outside {issue.period_start} to {issue.period_end}.",
        )


def _entries_unfiled(issue: Issue) -> Iterator[Oversight]:
    in_period = Entry.objects.in_period(issue.period_start, issue.period_end)
    for entry in in_period.unfiled():
        yield Oversight(
            "entry-in-no-issue",
            _name(entry),
            "Lies in this period and waits in the inbox: file it under a takeaway.",
        )


def _entries_without_issue(issue: Issue) -> Iterator[Oversight]:
    in_period = Entry.objects.in_period(issue.period_start, issue.period_end)
    for entry in in_period.filter(takeaway__isnull=False, takeaway__issue=None):
        yield Oversight(
            "entry-in-no-issue",
            _name(entry),
            "Its section belongs to no issue yet: assemble the issue again.",
        )


def _incidents_outside(issue: Issue) -> Iterator[Oversight]:
    for incident in issue.incidents.filter(event_date__isnull=False):
        if not issue.has_day(incident.event_date):
            yield Oversight(
                "incident-outside-period",
                str(incident),
                f"Lies outside {issue.period_start} to {issue.period_end}.",
            )


def _incidents_left_out(issue: Issue) -> Iterator[Oversight]:
    in_period = Incident.objects.in_period(issue.period_start, issue.period_end)
    for incident in in_period.filter(issues=None):
        yield Oversight(
            "incident-in-no-issue",
            str(incident),
            "Lies in this period and is in no issue: assemble the issue again.",
        )


def _incidents_twice(issue: Issue) -> Iterator[Oversight]:
    # Counted in a query of its own: a filter on this issue would hide the other one.
    shared = Incident.objects.annotate(times=Count("issues")).filter(times__gt=1)
    for incident in shared.filter(pk__in=issue.incidents.values("pk")):
        others = ", ".join(str(other) for other in incident.issues.exclude(pk=issue.pk))
        yield Oversight("incident-in-two-issues", str(incident), f"Is also counted in {others}.")


def _name(entry: Entry) -> str:
    words = html.plain_text(entry.body)
    excerpt = words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"
    return f"{entry}: “{excerpt}”"
