"""An issue's page: the frozen article of an edition, and the living shell around it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from bulletins.incidents import spots
from bulletins.issues.dates import day_words
from bulletins.issues.models import Edition, Rendition
from bulletins.public import changes, meta, shelf
from bulletins.public.changes import Change
from bulletins.public.shelf import Shelved
from bulletins.public.whole import whole_file
from bulletins.publications import articles

History = list[tuple[Edition, list[Change]]]


def current(request: HttpRequest, shelved: Shelved, asked: Edition) -> str:
    """The page of an edition that is drawn."""
    return page_html(request, shelved, asked, article=_article(asked))


def state(shelved: Shelved, asked: Edition) -> Hashable:
    """Everything a page shows besides its article's bytes; another state is another page."""
    article = shelf.rendition_of(asked, Rendition.Kind.WEB)
    files = tuple(shelf.rendition_of(asked, kind) is not None for kind, _ in shelf.FILES.values())
    return (
        (article and article.sha256, files),
        tuple((edition.number, edition.sha256) for edition in shelved.drawn),
        (shelved.previous, shelved.next),
        settings.SITE_URL,
    )


def modified_at(shelved: Shelved) -> datetime:
    """When the page last changed: an edition came, or the issue after it."""
    times = [edition.published_at for edition in shelved.drawn]
    return max([*times, shelved.next.published_at] if shelved.next else times)


def page_html(request: HttpRequest, shelved: Shelved, asked: Edition, *, article: str) -> str:
    """The whole page around an article."""
    path = reverse("issue", args=[shelved.issue.slug])
    address = meta.whole(path)
    history = _history(shelved, asked)
    context = {
        "shelved": shelved,
        "issue": shelved.issue,
        "edition": asked,
        "is_current": asked == shelved.current,
        "article": _with_remarks(article, history),
        "history": history,
        "contents": list(_contents(asked)),
        "address": path,
        "description": meta.summary(asked.content),
        "picture": picture(asked),
        "linked_data": meta.linked_data(
            asked,
            address,
            first_published_at=shelved.drawn[0].published_at,
            picture=picture(asked),
        ),
        "citation": meta.citation(asked, address),
        "terms": asked.content.get("terms", []),
        "spots": spots.of_edition(asked.content["incidents"]),
    }
    return render_to_string("public/issue.html", context, request)


def one_file(request: HttpRequest, shelved: Shelved, asked: Edition) -> str:
    """The edition as a file that needs nothing else."""
    map_svg = shelf.rendition_of(asked, Rendition.Kind.MAP_SVG)
    return whole_file(
        asked,
        article=_with_remarks(_article(asked), _history(shelved, asked)),
        map_svg=map_svg.file.open().read() if map_svg else b"",
        address=meta.whole(reverse("issue", args=[shelved.issue.slug])),
    )


def _article(edition: Edition) -> str:
    """The frozen article of an edition that is drawn, without what is still being drawn."""
    rendition = shelf.rendition_of(edition, Rendition.Kind.WEB)
    article = rendition.file.open().read().decode() if rendition else ""
    if not shelf.rendition_of(edition, Rendition.Kind.PDF):
        article = articles.without_pdf(article)
    if not shelf.rendition_of(edition, Rendition.Kind.MAP_SVG):
        article = articles.without_map(article)
    return article


def _contents(edition: Edition) -> Iterator[tuple[str, str]]:
    """Anchor and name of every section, for readers with a wide screen."""
    for takeaway in edition.content["takeaways"]:
        if takeaway["entries"] and takeaway["heading"]:
            yield f"takeaway-{takeaway['id']}", takeaway["heading"]
    if edition.content["incidents"]:
        yield "incidents", "Incidents and map"


def picture(edition: Edition) -> str:
    """What other sites show beside a link: the card, or the map where there is none; or nothing.

    The whole address.
    """
    for name in ("card.png", "map.png"):
        if shelf.rendition_of(edition, shelf.FILES[name][0]):
            place = reverse("edition_file", args=[edition.issue.slug, edition.number, name])
            return meta.whole(place)
    return ""


def _history(shelved: Shelved, asked: Edition) -> History:
    """What each edition up to this one changed, the newest first."""
    editions = [edition for edition in shelved.drawn if edition.number <= asked.number]
    compared = [(new, changes.between(old.content, new.content)) for old, new in pairwise(editions)]
    return compared[::-1]


def _with_remarks(article: str, history: History) -> str:
    for edition, changed in reversed(history):  # Of two notes at one place the newer stands first.
        remark = f"Corrected {day_words(edition.published_at.date())}"
        article = changes.marked(article, changed, remark)
    return article
