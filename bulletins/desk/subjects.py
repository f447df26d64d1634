"""What people write at the desk, by the word that stands in addresses."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bulletins.issues.models import Entry, Issue, Takeaway
from bulletins.revisions.models import Versioned

_WORDS: dict[type[Versioned], str] = {Entry: "entry", Takeaway: "takeaway", Issue: "issue"}


def find(kind: str, pk: int) -> Entry | Takeaway | Issue:
    """The row an address names, or a 404."""
    if kind == "issue":
        return get_object_or_404(Issue, pk=pk)
    return find_text(kind, pk)


def find_text(kind: str, pk: int) -> Entry | Takeaway:
    """The entry or takeaway an address names, or a 404."""
    if kind == "entry":
        return get_object_or_404(Entry, pk=pk)
    if kind == "takeaway":
        return get_object_or_404(Takeaway, pk=pk)
    raise Http404


def kind_of(subject: Versioned) -> str:
    """The word for this row."""
    return _WORDS[type(subject)]


def address_of(subject: Versioned) -> str:
    """The page of the desk on which it is written; the board for what has none of its own."""
    if type(subject) not in _WORDS:
        return reverse("desk:home")
    return reverse(f"desk:{kind_of(subject)}", args=[subject.pk])
