"""The search page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bulletins.public.forms import SearchForm
from bulletins.public.models import PublishedItem
from bulletins.public.numbers import page_number
from bulletins.public.search import Results, search
from bulletins.public.views.answers import cacheable


@dataclass(frozen=True)
class Facet:
    """A count of hits that leads to them."""

    label: str
    count: int
    query: str
    is_chosen: bool = False


@require_safe
@gzip_page
@cacheable
def search_page(request: HttpRequest) -> HttpResponse:
    """A page of hits for whatever was typed."""
    # PostgreSQL stores no NUL, so that nothing could match it; the form would refuse the rest too.
    asked = QueryDict(request.META.get("QUERY_STRING", "").replace("%00", "+"))
    form = SearchForm(asked)
    form.is_valid()
    words = form.cleaned_data.get("q", "")
    filters = form.filters()
    results = search(words, filters, order=form.sorting(), page=page_number(request))
    context = {
        "form": form,
        "words": words,
        "is_asked": bool(words) or not filters.is_empty,
        "term": form.chosen_term(),
        "results": results,
        "kinds": _by_kind(results, asked),
        "years": _by_year(results, asked),
        "asked_without_page": _changed(asked),
        "asked_without_term": _changed(asked, term=""),
        "suggested": _changed(asked, q=results.suggestion),
        "only_words": urlencode({"q": words}),
    }
    return render(request, "public/search.html", context)


def _by_kind(results: Results, asked: QueryDict) -> list[Facet]:
    chosen = asked.getlist("kind")
    return [
        Facet(PublishedItem.Kind(kind).label, count, _changed(asked, kind=kind), chosen == [kind])
        for kind, count in results.kinds.items()
    ]


def _by_year(results: Results, asked: QueryDict) -> list[Facet]:
    return [
        Facet(
            str(year),
            count,
            _changed(asked, first_day=f"{year}-01-01", last_day=f"{year}-12-31"),
        )
        for year, count in results.years.items()
        if year
    ]


def _changed(asked: QueryDict, **values: str) -> str:
    """The question with these values instead, from its first page, as part of an address."""
    query = asked.copy()
    query.pop("page", None)
    for name, value in values.items():
        query[name] = value
        if not value:
            del query[name]
    return query.urlencode()
