"""The archive: a year at a time, month by month, with what each issue was about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.issues.dates import period_words
from bulletins.issues.models import Issue
from bulletins.public import shelf
from bulletins.public.views.answers import cacheable

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """An issue in its row, and how its days fit those of the issue before it."""

    issue: Issue
    remark: str


@dataclass(frozen=True)
class Month:
    """The issues whose period ends in one month, newest first."""

    first_day: date
    lines: list[Line]


@require_safe
@gzip_page
@conditional_page
@cacheable
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year, the newest if none is named. An issue over New Year stands where it ends."""
    readable = Issue.objects.readable()
    years = [day.year for day in readable.dates("period_end", "year", order="DESC")]
    if year is not None and year not in years:
        raise Http404
    shown = year or (years[0] if years else None)
    context = {"year": shown, "years": years, "months": _months(shown) if shown else []}
    return render(request, "public/archive.html", context)


def _months(year: int) -> list[Month]:
    readable = Issue.objects.readable()
    issues = list(shelf.with_headlines(readable.filter(period_end__year=year)))
    before = readable.filter(period_end__year__lt=year).first()
    by_month = groupby(
        _lines(issues, before), key=lambda line: line.issue.period_end.replace(day=1)
    )
    return [Month(first_day, list(group)) for first_day, group in by_month]


def _lines(issues: list[Issue], before: Issue | None) -> Iterator[Line]:
    """``before`` is the newest issue older than all of these."""
    for issue, older in pairwise([*issues, before]):
        if issue:
            yield Line(issue, _remark(issue, older) if older else "")


def _remark(issue: Issue, older: Issue) -> str:
    """The days two neighbors share, or those no issue covers; mostly there is neither."""
    if issue.period_start <= older.period_end:
        shared = period_words(issue.period_start, min(issue.period_end, older.period_end))
        return f"Shares {shared} with the issue before it."
    first, last = older.period_end + ONE_DAY, issue.period_start - ONE_DAY
    return f"No issue covers {period_words(first, last)}." if first <= last else ""
