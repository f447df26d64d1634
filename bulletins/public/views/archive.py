"""The archive: a year at a time, month by month, with what each issue was about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.issues.models import Issue
from bulletins.public import shelf
from bulletins.public.views.answers import cacheable


@dataclass(frozen=True)
class Month:
    """The issues whose period ends in one month, newest first."""

    first_day: date
    issues: list[Issue]


@require_safe
@gzip_page
@conditional_page
@cacheable
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year, the newest if none is named. An issue over New Year stands where it ends."""
    published = Issue.objects.published()
    years = [day.year for day in published.dates("period_end", "year", order="DESC")]
    if year is not None and year not in years:
        raise Http404
    shown = year or (years[0] if years else None)
    issues = published.filter(period_end__year=shown) if shown else Issue.objects.none()
    context = {"year": shown, "years": years, "months": _months(list(shelf.with_headlines(issues)))}
    return render(request, "public/archive.html", context)


def _months(issues: list[Issue]) -> list[Month]:
    by_month = groupby(issues, key=lambda issue: issue.period_end.replace(day=1))
    return [Month(first_day, list(group)) for first_day, group in by_month]
