"""An issue's page: the frozen article of an edition, and the living shell around it."""

from __future__ import annotations

from itertools import pairwise

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from bulletins.issues.dates import day_words
from bulletins.issues.models import Edition, Rendition
from bulletins.public import changes, meta, shelf
from bulletins.public.changes import Change
from bulletins.public.shelf import Shelved
from bulletins.public.whole import whole_file

History = list[tuple[Edition, list[Change]]]


def current(request: HttpRequest, shelved: Shelved, asked: Edition) -> str:
    """The page of an edition that is drawn."""
    return page_html(request, shelved, asked, article=_article(asked))


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
        "address": path,
        "description": meta.summary(asked.content),
        "linked_data": meta.linked_data(
            asked, address, first_published_at=shelved.editions[0].published_at
        ),
        "citation": meta.citation(asked, address),
        "terms": asked.content.get("terms", []),
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
    """The frozen article of an edition that is drawn."""
    rendition = shelf.rendition_of(edition, Rendition.Kind.WEB)
    return rendition.file.open().read().decode() if rendition else ""


def _history(shelved: Shelved, asked: Edition) -> History:
    """What each edition up to this one changed, the newest first."""
    editions = [edition for edition in shelved.editions if edition.number <= asked.number]
    compared = [(new, changes.between(old.content, new.content)) for old, new in pairwise(editions)]
    return compared[::-1]


def _with_remarks(article: str, history: History) -> str:
    for edition, changed in history:
        remark = f"Corrected {day_words(edition.published_at.date())}"
        article = changes.marked(article, changed, remark)
    return article
