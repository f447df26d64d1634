"""Storylines: which story a text goes on with, and how each has gone so far."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.forms import StorylineForm
from bulletins.desk.subjects import address_of, find_text
from bulletins.issues import storylines as services
from bulletins.issues.models import Entry
from bulletins.tracker.models import Storyline, TrackerItem

_CHANGE = "tracker.change_storyline"
_BEGIN = "tracker.add_storyline"


@require_GET
@desk_page()
def storylines(request: DeskRequest) -> HttpResponse:
    """Every storyline; those told last week and not this week first."""
    today = timezone.localdate()
    context = {
        "silent": services.without_news(today - timedelta(days=6), today),
        "storylines": services.with_counts(),
        "form": StorylineForm(),
    }
    return render(request, "desk/storylines.html", context)


@require_POST
@desk_page(_BEGIN)
def begin(request: DeskRequest) -> HttpResponse:
    """Begin a storyline."""
    name = request.POST.get("name", "").strip()
    if not name:
        messages.error(request, "Give the storyline a name.")
        return redirect("desk:storylines")
    return redirect("desk:storyline", services.begin(name=name).pk)


@require_http_methods(["GET", "POST"])
@desk_page()
def storyline(request: DeskRequest, pk: int) -> HttpResponse:
    """One storyline: what was told so far, drafts among it; editors say what it is about."""
    subject = get_object_or_404(Storyline, pk=pk)
    form = StorylineForm(request.POST or None, instance=subject)
    if request.method == "POST":
        if not request.user.has_perm(_CHANGE):
            words = "Editors change storylines. Nothing was changed."
            return render(request, "desk/refused.html", {"words": words}, status=403)
        if form.is_valid():
            form.save()
            messages.success(request, "Saved.")
            return redirect("desk:storyline", pk)
    context = {"storyline": subject, "form": form, "told": services.told_in(subject)}
    return render(request, "desk/storyline.html", context)


@require_http_methods(["GET", "POST"])
@desk_page()
def storylines_of(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Which storylines go through an entry or a paragraph."""
    subject = find_text(kind, pk)
    if not isinstance(subject, Entry | TrackerItem):
        raise Http404
    if request.method == "POST":
        return _choose(request, subject)
    chosen = list(subject.storylines.all())
    still_open = Storyline.objects.filter(is_open=True)
    choices = sorted({*still_open, *chosen}, key=str)
    context = {"subject": subject, "choices": choices, "chosen": chosen}
    shape = "_storylines_form" if request.htmx else "storylines_of"
    return render(request, f"desk/{shape}.html", context)


def _choose(request: DeskRequest, subject: Entry | TrackerItem) -> HttpResponse:
    new = request.POST.get("new", "") if request.user.has_perm(_BEGIN) else ""
    keys = [key for key in request.POST.getlist("storylines") if key.isdecimal() and len(key) < 18]
    chosen = list(Storyline.objects.filter(pk__in=keys))
    services.choose(subject=subject, storylines=chosen, new=new)
    if request.htmx:
        return render(request, "desk/_storylines.html", {"subject": subject})
    return redirect(address_of(subject))
