"""Links to where a bulletin stood before it was imported still arrive.

WordPress had several addresses for one post (its permalink, ``?p=`` and its number, pages below it
for its pictures and its feed), and lists by day, category, tag and author. The first lead to what
the post became, the lists to the archive, feeds to ours. What was left behind is said to be gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from bulletins.importing.models import OldAddress, by_number, path_of
from bulletins.issues.models import Issue

_READING = frozenset({"GET", "HEAD"})
_NUMBERS = ("p", "page_id", "attachment_id")
_LISTS = ("cat", "category_name", "tag", "author", "author_name", "paged")
_GONE = re.compile(r"/(?:comments/feed|wp-content|wp-includes)/")
_FEED = re.compile(r"/(?:.+/)?feed/(?:(atom|rss|rss2|rdf)/)?")
_LIST = re.compile(r"/(?:category|tag|author|page)/.+")
_DAYS = re.compile(r"/(?P<year>[0-9]{4})/(?:(?P<month>[0-9]{2})/)?(?:[0-9]{2}/)?(?:page/[0-9]+/)?")
_MONTH = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})?(?:[0-9]{2})?")


class OldAddressMiddleware:
    """Where the site has no page of its own, an old address leads to what stood there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The site's own answer, unless it has none and an old address fits."""
        if request.method not in _READING:
            return self.get_response(request)
        if request.path == "/" and request.GET and (target := _asked_for(request)):
            return HttpResponsePermanentRedirect(target)
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        if target := _stood_at(path_of(request.path)):
            return HttpResponsePermanentRedirect(target)
        is_gone = _GONE.match(path_of(request.path)) and OldAddress.objects.exists()
        return render(request, "public/gone.html", status=410) if is_gone else response


def _asked_for(request: HttpRequest) -> str | None:
    """What the words behind the question mark stood for at the front page."""
    asked = request.GET
    if not OldAddress.objects.exists():
        return None
    if number := next((asked[name] for name in _NUMBERS if name in asked), ""):
        return _post(number)
    if "feed" in asked:
        return _feed(asked["feed"])
    if "s" in asked:
        return f"{reverse('search')}?{urlencode({'q': asked['s']})}"
    if found := _MONTH.fullmatch(asked.get("m", "")):
        return _archive(found)
    return reverse("archive") if any(name in asked for name in _LISTS) else None


def _post(number: str) -> str:
    """Where the post of this number is now. Raises ``Http404``: it is not the front page."""
    old = OldAddress.objects.at([by_number(number)]) if number.isdecimal() else None
    if old is None or old.target is None:
        raise Http404
    return old.target


def _stood_at(path: str) -> str | None:
    """Where the post is that stood here or just above, or what a list of posts is now."""
    if old := OldAddress.objects.at(_with_parents(path)):
        return old.target
    if not OldAddress.objects.exists() or _GONE.match(path):
        return None
    if found := _FEED.fullmatch(path):
        return _feed(found[1] or "rss")
    if found := _DAYS.fullmatch(path):
        return _archive(found)
    return reverse("archive") if _LIST.fullmatch(path) else None


def _with_parents(path: str) -> list[str]:
    """The path and those above it, the longest first."""
    parts = path.strip("/").split("/")
    return [f"/{'/'.join(parts[:length])}/" for length in range(len(parts), 0, -1)]


def _feed(form: str) -> str:
    return reverse("feed", args=["issues", "atom" if form == "atom" else "rss"])


def _archive(found: re.Match[str]) -> str:
    """The year in the archive, if it has one, and the month in it."""
    year = int(found["year"])
    if not year or not Issue.objects.readable().filter(period_end__year=year).exists():
        return reverse("archive")
    month = f"#month-{year}-{found['month']}" if found["month"] else ""
    return f"{reverse('archive_year', args=[year])}{month}"
