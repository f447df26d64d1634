"""Looking for an entry of whatever week."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.searching import MOST_FOUND, find_entries

LONGEST = 200  # characters


@require_GET
@desk_page()
def search(request: DeskRequest) -> HttpResponse:
    """What was found for the words, the newest first."""
    words = request.GET.get("words", "").strip()[:LONGEST]
    context = {"words": words, "found": find_entries(words), "most": MOST_FOUND}
    return render(request, "desk/search.html", context)
