"""From a reader's question to a page of marked hits, with counts by kind and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Count

from bulletins.public.models import PublishedItem, PublishedItemQuerySet
from bulletins.public.search import fulltext, spellings, suggestions
from bulletins.public.search.marking import Snippet, marked, snippet
from bulletins.public.search.query import Query, parse

PAGE = 20
# Ranking takes time for every hit: of very many, only the newest are ranked.
MOST_RANKED = 1_000


class Order(StrEnum):
    """How hits are sorted."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True)
class Filters:
    """What the hits are narrowed to; empty means everything."""

    kinds: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    governorate: str = ""
    term: str = ""  # a slug of the Reference Guide

    @property
    def is_empty(self) -> bool:
        """Nothing is narrowed."""
        return self == Filters()


@dataclass(frozen=True)
class Hit:
    """One item with the asked-for words marked."""

    item: PublishedItem
    heading: Snippet
    text: Snippet


@dataclass(frozen=True)
class Results:
    """One page of hits. Counts by kind are those before the filter by kind."""

    total: int = 0
    hits: list[Hit] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    suggestion: str = ""
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


def search(text: str, filters: Filters, *, order: Order = Order.BEST, page: int = 1) -> Results:
    """Answer a question. A page past the last one shows the last; no question finds nothing."""
    query = _with_governorate(parse(text, spellings.known()), filters)
    if query.is_empty and filters.is_empty:
        return Results()
    found = _narrowed(filters)
    if not query.is_empty:
        found = fulltext.matching(found, query)
    kinds, years = _count(found, filters)
    total = sum(years.values())
    if not total:
        return Results(kinds=kinds, suggestion=suggestions.better(text))
    page = min(page, -(-total // PAGE))
    if filters.kinds:
        found = found.filter(kind__in=filters.kinds)
    is_ranked = order == Order.BEST and not query.is_empty and page <= MOST_RANKED // PAGE
    found = _best_first(found, query, total) if is_ranked else found.newest_first()
    hits = _page_of(found, query, page)
    return Results(total, hits, kinds, dict(sorted(years.items(), reverse=True)), "", page)


def _with_governorate(query: Query, filters: Filters) -> Query:
    """A governorate is asked for by its name, in all its spellings."""
    if not filters.governorate:
        return query
    named = parse(filters.governorate, spellings.known())
    return Query(query.wanted + named.wanted, query.unwanted)


def _narrowed(filters: Filters) -> PublishedItemQuerySet:
    items = PublishedItem.objects.between(filters.first_day, filters.last_day)
    return items.filter(mentions__slug=filters.term) if filters.term else items


def _count(found: PublishedItemQuerySet, filters: Filters) -> tuple[dict[str, int], Counter[int]]:
    """How many there are of each kind; and, of the kinds asked for, of each year (0: undated)."""
    rows = found.order_by().values_list("kind", "first_day__year").annotate(Count("pk"))
    kinds: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for kind, year, count in rows:
        kinds[kind] += count
        if not filters.kinds or kind in filters.kinds:
            years[year or 0] += count
    in_order = {kind: kinds[kind] for kind in PublishedItem.Kind.values if kinds[kind]}
    return in_order, years


def _best_first(found: PublishedItemQuerySet, query: Query, total: int) -> PublishedItemQuerySet:
    """By rank; of very many the newest. Whoever pages past them gets the older ones by day."""
    if total > MOST_RANKED:
        newest = found.newest_first().values_list("pk", flat=True)[:MOST_RANKED]
        # As a list: the full-text condition names its table, which a subquery would rename.
        found = PublishedItem.objects.filter(pk__in=list(newest))
    return fulltext.best_first(found, query)


def _page_of(found: PublishedItemQuerySet, query: Query, page: int) -> list[Hit]:
    start = (page - 1) * PAGE
    items = found.select_related("issue__publication").defer("heading_words", "text_words", "data")
    return [_hit(item, query) for item in items[start : start + PAGE]]


def _hit(item: PublishedItem, query: Query) -> Hit:
    return Hit(item, marked(item.heading, query.phrases), snippet(item.text, query.phrases))
