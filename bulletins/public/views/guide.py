"""The Reference Guide: all terms, and where each of them occurs over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

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
    years = found.mentioned_in.values_list("first_day__year").annotate(Count("pk")).order_by()
    variants = list(found.variants.all())
    context = {
        "term": found,
        "facts": _by_kind(variants),
        "page": page,
        "occurrences": _marked(page.object_list, variants, found),
        "years": sorted((year, count) for year, count in years if year),
    }
    return render(request, "guide/term.html", context)


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
