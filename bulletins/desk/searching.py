"""An entry found again, of whatever week: by its words, its place, its sources or its section."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from bulletins.gazetteer import services as gazetteer
from bulletins.gazetteer.models import Place
from bulletins.issues.models import Entry, Source
from bulletins.rendering.html import plain_text

MOST_FOUND = 60
MOST_WORDS = 8
_AROUND = 90  # characters to either side of the word that was looked for


@dataclass(frozen=True)
class Found:
    """An entry, and those of its words that were looked for."""

    entry: Entry
    excerpt: str


def find_entries(typed: str) -> list[Found]:
    """The newest entries that hold every word, or whose place has this name in any spelling."""
    words = typed.casefold().split()[:MOST_WORDS]
    if not words:
        return []
    holds_all = Q()
    for word in words:
        holds_all &= _holds(word)
    entries = (
        Entry.objects.filter(holds_all | _is_at(typed))
        .select_related("takeaway__issue__publication")
        .prefetch_related("sources")
        .order_by(F("event_date").desc(nulls_last=True), "-pk")
    )
    read = (_read(entry, words) for entry in entries[: MOST_FOUND * 2])
    return [found for found in read if found is not None][:MOST_FOUND]


def _holds(word: str) -> Q:
    sources = Source.objects.filter(Q(outlet__icontains=word) | Q(title__icontains=word))
    section = Q(takeaway__headline__icontains=word) | Q(takeaway__own_heading__icontains=word)
    text = Q(body__icontains=word) | Q(location__icontains=word)
    return text | section | Q(pk__in=sources.values("entry"))


def _is_at(typed: str) -> Q:
    """At a place that may be meant, under any of its names."""
    places = Place.objects.filter(pk__in=gazetteer.named_like(typed)).prefetch_related("aliases")
    names = {
        name
        for place in places
        for name in (place.name, place.arabic, *(one.text for one in place.aliases.all()))
        if name
    }
    is_at = Q(pk__in=[])
    for name in names:
        is_at |= Q(location__icontains=name)
    return is_at


def _read(entry: Entry, words: list[str]) -> Found | None:
    """None where a word stands only in the marks of the text, such as “strong”."""
    text = " ".join(plain_text(entry.body).split())
    around = [entry.location, str(entry.takeaway or "")]
    around += [f"{source.outlet} {source.title}" for source in entry.sources.all()]
    folded, beside = text.casefold(), " ".join(around).casefold()
    in_marks = [
        word
        for word in words
        if word not in folded and word not in beside and word in entry.body.casefold()
    ]
    return None if in_marks else Found(entry, _excerpt(text, folded, words))


def _excerpt(text: str, folded: str, words: list[str]) -> str:
    """The words around the first that was found; the beginning where none is in the text."""
    at = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    start = text.find(" ", at - _AROUND, at) + 1 if at > _AROUND else 0
    cut = text[start : at + _AROUND * 2]
    is_cut = start + len(cut) < len(text)
    shown = cut.rsplit(" ", 1)[0] + " …" if is_cut else cut
    return f"… {shown}" if start else shown
