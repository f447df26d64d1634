"""The Reference Guide at the desk: terms found by any name, corrected and added."""

from __future__ import annotations

import copy
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bulletins.desk.access import TERMS, DeskRequest, desk_page
from bulletins.desk.clashes import Clash, seen_version
from bulletins.guide import services
from bulletins.guide.forms import TermForm
from bulletins.guide.models import Term
from bulletins.revisions.services import EditConflict

PER_PAGE = 50
_ADD = "guide.add_term"


@require_GET
@desk_page(TERMS)
def term_list(request: DeskRequest) -> HttpResponse:
    """The terms of a name or a kind."""
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "kind")}
    found = Term.objects.with_variants().order_by("name", "pk")
    if words := asked["words"]:
        is_part = Q(name__icontains=words) | Q(variants__text__icontains=words)
        found = found.filter(is_part | Q(description__icontains=words)).distinct()
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "chosen": asked,
        "kinds": Term.Kind.choices,
        "asked": urlencode(asked) + "&",
    }
    return render(request, "desk/terms.html", context)


@require_http_methods(["GET", "POST"])
@desk_page(TERMS)
def term(request: DeskRequest, pk: int) -> HttpResponse:
    """One term with all its names."""
    found = get_object_or_404(Term.objects.with_variants(), pk=pk)
    if request.method == "GET":
        return _page(request, TermForm(instance=found), found, version=found.version)
    form = TermForm(request.POST, instance=copy.copy(found))
    seen = seen_version(request.POST)
    if not form.is_valid():
        return _page(request, form, found, version=seen, status=422)
    try:
        services.change_term(
            term=found,
            changes=form.facts(),
            seen_version=seen,
            author=request.user,
            at=timezone.now(),
        )
    except EditConflict as refusal:
        clash = Clash.of(refusal)
        return _page(request, form, found, version=clash.version, clash=clash, status=409)
    messages.success(request, "Saved. The guide shows it now; published issues keep their words.")
    return redirect("desk:term", pk)


@require_http_methods(["GET", "POST"])
@desk_page(_ADD)
def new_term(request: DeskRequest) -> HttpResponse:
    """A term that is missing."""
    if request.method == "GET":
        return _page(request, TermForm(), None)
    form = TermForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    added = services.add_term(facts=form.facts(), author=request.user, at=timezone.now())
    messages.success(request, "It is in the guide.")
    return redirect("desk:term", added.pk)


def _page(
    request: DeskRequest,
    form: TermForm,
    found: Term | None,
    *,
    version: int = 0,
    clash: Clash | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "term": found, "version": version, "clash": clash}
    return render(request, "desk/term.html", context, status=status)
