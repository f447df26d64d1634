"""Finding the issue a person means."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from bulletins.issues.models import Issue


class NoSuchIssue(Exception):
    """No issue, or more than one, answers to this name."""


def find_issue(name: str) -> Issue:
    """The issue with this number (“122”) or period end (“2017-07-27”), ready for reading.

    Raises ``NoSuchIssue`` with what to type instead.
    """
    if name.isdecimal():
        return _only_one(Issue.objects.for_reading().filter(number=int(name)), name)
    try:
        end = date.fromisoformat(name)
    except ValueError:
        raise NoSuchIssue(
            f"“{name}” is neither a number (122) nor the last day of a period (2017-07-27)."
        ) from None
    return _only_one(Issue.objects.for_reading().filter(period_end=end), name)


def _only_one(issues: QuerySet[Issue], name: str) -> Issue:
    found = list(issues[:2])
    if not found:
        raise NoSuchIssue(f"There is no issue {name}.")
    if len(found) > 1:
        raise NoSuchIssue(f"More than one issue ends on {name}; use its number.")
    return found[0]
