"""What people write at the desk, by the word that stands in addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Versioned
from bulletins.tracker.models import DailyUpdate, TrackerItem

Text = Entry | Takeaway | DailyUpdate | TrackerItem

_TEXTS = {
    "entry": Entry,
    "takeaway": Takeaway,
    "daily": DailyUpdate,
    "item": TrackerItem,
}
_WORDS: dict[type[Versioned], str] = {model: word for word, model in _TEXTS.items()} | {
    Issue: "issue"
}


def find(kind: str, pk: int) -> Text | Issue:
    """The row an address names, or a 404."""
    if kind == "issue":
        return get_object_or_404(Issue, pk=pk)
    return find_text(kind, pk)


def find_text(kind: str, pk: int) -> Text:
    """The text an address names, or a 404."""
    if kind not in _TEXTS:
        raise Http404
    return cast("Text", get_object_or_404(_TEXTS[kind], pk=pk))


def find_texts(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Text]:
    """Those of these texts that are there, by kind and id; one query for each kind."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, []).append(pk)
    return {
        (kind, text.pk): cast("Text", text)
        for kind in wanted.keys() & _TEXTS.keys()
        for text in _TEXTS[kind]._default_manager.filter(pk__in=wanted[kind])
    }


def find_of_week(kind: str, pk: int) -> Entry | Takeaway:
    """The text of the weekly an address names, or a 404."""
    text = find_text(kind, pk)
    if not isinstance(text, Entry | Takeaway):
        raise Http404
    return text


def kind_of(subject: Versioned) -> str:
    """The word for this row."""
    return _WORDS[type(subject)]


def address_of(subject: Versioned) -> str:
    """The page of the desk on which it is written; the board for what has none of its own."""
    if type(subject) not in _WORDS:
        return reverse("desk:home")
    return reverse(f"desk:{kind_of(subject)}", args=[subject.pk])


def both_address_of(subject: Versioned) -> str:
    """The page that shows two people's texts of it side by side."""
    return reverse(f"desk:{kind_of(subject)}-conflict", args=[subject.pk])
