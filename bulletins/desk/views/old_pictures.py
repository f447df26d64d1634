"""Pictures of a past document, brought into its draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import EDIT, DeskRequest, desk_page
from bulletins.desk.services import old_pictures
from bulletins.importing.forms import PictureForm
from bulletins.importing.models import ImportedDocument, ImportedPicture


@require_GET
@desk_page(EDIT)
def list_pictures(request: DeskRequest, pk: int) -> HttpResponse:
    """Where each picture is by now."""
    document = get_object_or_404(ImportedDocument, pk=pk)
    return render(request, "desk/_import_pictures.html", {"document": document})


@require_POST
@desk_page(EDIT)
def bring_in(request: DeskRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Ask for one picture, with what is said with it."""
    picture = get_object_or_404(ImportedPicture, pk=picture_pk, document=pk)
    form = PictureForm(request.POST)
    if form.is_valid():
        old_pictures.ask_for(picture=picture, facts=form.cleaned_data, by=request.user)
    for error in form.errors.values():
        messages.error(request, f"Not brought in: {' '.join(map(str, error))}")
    return redirect(_pictures_of(pk))


@require_POST
@desk_page(EDIT)
def bring_in_all(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask for all that are out still."""
    document = get_object_or_404(ImportedDocument, pk=pk)
    old_pictures.ask_for_all(document=document, by=request.user)
    return redirect(_pictures_of(pk))


def _pictures_of(pk: int) -> str:
    return f"{reverse('desk:import-review', args=[pk])}#pictures"
