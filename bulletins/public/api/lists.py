"""Which published things a request asks for, a page at a time.

Pages follow one another by key, not by count: the cursor is the day and id of the last thing seen,
so that something published in between neither repeats nor hides anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bulletins.issues.models import Issue
from bulletins.public.api.filters import USUAL
from bulletins.public.models import PublishedItem, PublishedItemQuerySet
from bulletins.public.search import fulltext, spellings
from bulletins.public.search.query import parse

Kind = PublishedItem.Kind
Asked = dict[str, Any]


@dataclass(frozen=True)
class Slice:
    """One page of a list, and the cursor of the next; empty after the last."""

    rows: list[Any]
    next_cursor: str


def issues(asked: Asked) -> Slice:
    """Published issues, the newest period first."""
    found = Issue.objects.readable().with_edition_facts().select_related("publication")
    if asked["first_day"]:
        found = found.filter(period_end__gte=asked["first_day"])
    if asked["last_day"]:
        found = found.filter(period_start__lte=asked["last_day"])
    if asked["number"] is not None:
        found = found.filter(number=asked["number"])
    return _slice(found, asked, day="period_end", key="pk")


def entries(asked: Asked) -> Slice:
    """Entries of the latest editions."""
    found = _in_issue(_of_kind(Kind.ENTRY, asked), asked)
    if asked["term"]:
        found = found.filter(mentions__slug=asked["term"])
    if asked["q"]:
        query = parse(asked["q"], spellings.known())
        found = found.none() if query.is_empty else fulltext.matching(found, query)
    return _slice(found, asked, day="sort_day", key="subject_id")


def incidents(asked: Asked) -> QuerySet[PublishedItem]:
    """Incidents of the latest editions; one that is in two overlapping issues is given once."""
    later = PublishedItem.objects.filter(
        kind=Kind.INCIDENT, subject_id=OuterRef("subject_id"), pk__gt=OuterRef("pk")
    )
    found = _in_issue(_of_kind(Kind.INCIDENT, asked), asked)
    if not asked["issue"]:
        found = found.filter(~Exists(later))
    if asked["governorate"]:
        found = found.filter(data__governorate=asked["governorate"])
    return found.select_related("issue").order_by("-sort_day", "-subject_id")


def incident_page(asked: Asked) -> Slice:
    """A page of ``incidents``."""
    return _slice(incidents(asked), asked, day="sort_day", key="subject_id")


def terms(asked: Asked) -> Slice:
    """Terms of the Reference Guide."""
    found = PublishedItem.objects.filter(kind=Kind.TERM)
    if asked["kind"]:
        found = found.filter(term__kind=asked["kind"])
    return _slice(found, asked, day="sort_day", key="subject_id")


def dailies(asked: Asked) -> Slice:
    """Published dailies."""
    return _slice(_of_kind(Kind.DAILY, asked), asked, day="sort_day", key="subject_id")


def _of_kind(kind: Kind, asked: Asked) -> PublishedItemQuerySet:
    items = PublishedItem.objects.filter(kind=kind)
    return items.between(asked["first_day"], asked["last_day"])


def _in_issue(items: PublishedItemQuerySet, asked: Asked) -> PublishedItemQuerySet:
    return items.filter(issue__slug=asked["issue"]) if asked["issue"] else items


def _slice(found: QuerySet[Any], asked: Asked, *, day: str, key: str) -> Slice:
    limit = asked["limit"] or USUAL
    if asked["cursor"]:
        found = found.filter(_after(asked["cursor"], day, key))
    if issubclass(found.model, PublishedItem):
        found = found.select_related("issue").defer("text_words", "heading_words", "text")
    rows = list(found.order_by(F(day).desc(), F(key).desc())[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    cursor = f"{getattr(last, day).toordinal()}.{getattr(last, key)}" if last else ""
    return Slice(rows[:limit], cursor)


def _after(cursor: str, day: str, key: str) -> Q:
    """What comes after the thing the cursor names."""
    ordinal, seen_key = cursor.split(".")
    last_day = date.fromordinal(int(ordinal))
    same_day = Q(**{day: last_day, f"{key}__lt": int(seen_key)})
    return Q(**{f"{day}__lt": last_day}) | same_day
