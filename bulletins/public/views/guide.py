"""The Reference Guide: all terms, and where each of them occurs over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from bulletins.guide.models import Term, TermVariant
from bulletins.public.models import PublishedItem
from bulletins.public.numbers import page_number
from bulletins.public.search.marking import Snippet, snippet
from bulletins.public.search.words import stems
from bulletins.public.views.answers import cacheable

OCCURRENCES = 40


@dataclass(frozen=True)
class Year:
    """How often a term occurs in a year, and how tall its column stands beside the tallest."""

    number: int
    count: int
    percent: int

    @property
    def above(self) -> int:
        """What is left empty above the column."""
        return 100 - self.percent


@require_safe
@gzip_page
@conditional_page
@cacheable
def guide(request: HttpRequest) -> HttpResponse:
    """Every term, by kind."""
    by_kind: dict[str, list[Term]] = defaultdict(list)
    for term in Term.objects.with_variants():
        by_kind[term.kind].append(term)
    kinds = [(kind.value, kind.label, by_kind[kind]) for kind in Term.Kind if by_kind[kind]]
    return render(request, "guide/guide.html", {"kinds": kinds})


@require_safe
@gzip_page
@conditional_page
@cacheable
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term: its names, the roles held, and what speaks of it, newest first."""
    found = get_object_or_404(Term.objects.with_variants(), slug=slug)
    mentions = found.mentioned_in.newest_first().select_related("issue__publication").defer("data")
    pages = Paginator(mentions, OCCURRENCES)
    page = pages.get_page(page_number(request))
    variants = list(found.variants.all())
    context = {
        "term": found,
        "facts": _by_kind(variants),
        "page": page,
        "occurrences": _marked(page.object_list, variants, found),
        "years": _years(found),
    }
    return render(request, "guide/term.html", context)


def _years(found: Term) -> list[Year]:
    """Every year from the first mention to the last, those of silence too."""
    rows = found.mentioned_in.filter(first_day__isnull=False)
    counts = dict(rows.values_list("first_day__year").annotate(Count("pk")).order_by())
    if not counts:
        return []
    most = max(counts.values())
    span = range(min(counts), max(counts) + 1)
    return [
        Year(year, counts.get(year, 0), round(100 * counts.get(year, 0) / most)) for year in span
    ]


def _by_kind(variants: list[TermVariant]) -> list[tuple[str, list[TermVariant]]]:
    """The label of each kind of name, and the names; roles last, as the kinds are declared."""
    kinds = TermVariant.Kind
    grouped = [(kind.label, [name for name in variants if name.kind == kind]) for kind in kinds]
    return [(label.capitalize(), names) for label, names in grouped if names]


def _marked(
    items: Iterable[PublishedItem], variants: Iterable[TermVariant], found: Term
) -> list[tuple[PublishedItem, Snippet]]:
    """Each item with the part of its text that speaks of the term."""
    names = [found.name, *(name.text for name in variants if name.is_name)]
    phrases = {tuple(stems(name)) for name in names}
    return [(item, snippet(item.text, phrases)) for item in items]
