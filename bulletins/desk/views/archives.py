"""Whole archives at the desk: hand one in, watch it being read, open what was found in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import EDIT, PUBLISH, DeskRequest, desk_page
from bulletins.importing import archive as archives
from bulletins.importing import review, uploads
from bulletins.importing.forms import ArchiveForm
from bulletins.importing.models import DOUBTS, ArchiveImport, ImportedDocument
from bulletins.importing.readers import UnreadableFile
from bulletins.publications.models import Publication

PER_PAGE = 50


@dataclass(frozen=True)
class _Step:
    """What a button does, and what is said when it is done."""

    take: Callable[..., None]
    words: str


STEPS = {
    "stop": _Step(uploads.stop, "Interrupted. What was read so far is safe; it can go on here."),
    "resume": _Step(uploads.resume, "It goes on where it stopped."),
}


@desk_page(EDIT)
def hand_in_archive(request: DeskRequest) -> HttpResponse:
    """A form for a whole WordPress export, and the runs over earlier ones."""
    is_sent = request.method == "POST"
    may_publish = request.user.has_perm(PUBLISH)
    form = ArchiveForm(request.POST, request.FILES) if is_sent else ArchiveForm()
    if not may_publish:
        del form.fields["is_published"]
    if is_sent and form.is_valid():
        facts = {"is_published": False} | form.cleaned_data
        try:
            archive = uploads.hand_in(by=request.user, at=timezone.now(), **facts)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("desk:archive", archive.pk)
    page = Paginator(ArchiveImport.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/archives.html", {"form": form, "page": page})


@require_GET
@desk_page(EDIT)
def archive_report(request: DeskRequest, pk: int) -> HttpResponse:
    """How far it is, every issue found, what is missing, and the doubts by kind."""
    archive = get_object_or_404(ArchiveImport, pk=pk)
    doubt = request.GET.get("doubt", "")
    found = Paginator(_documents(archive, doubt), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "archive": archive,
        "page": found,
        "doubt": doubt,
        "doubt_words": DOUBTS.get(doubt, doubt),
        "asked": f"doubt={doubt}&" if doubt in DOUBTS else "",
        "undoubted": archive.documents.waiting().without_doubts().count(),
        "gaps": archives.gaps(Publication.objects.weekly()),
    }
    return render(request, "desk/archive.html", context)


@require_GET
@desk_page(EDIT)
def archive_progress(request: DeskRequest, pk: int) -> HttpResponse:
    """How far it is, read again; the page loads anew once, when it is over."""
    archive = get_object_or_404(ArchiveImport, pk=pk)
    answer = render(request, "desk/_archive_progress.html", {"archive": archive})
    if not archive.is_running:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@desk_page(EDIT)
def archive_step(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Interrupt a run, or go on with it."""
    step = STEPS.get(name)
    if step is None:
        raise Http404
    try:
        step.take(archive=get_object_or_404(ArchiveImport, pk=pk))
        messages.success(request, step.words)
    except uploads.CannotGoOn as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:archive", pk)


@require_POST
@desk_page(EDIT)
def accept_undoubted(request: DeskRequest, pk: int) -> HttpResponse:
    """Accept at once what nothing is doubted in."""
    archive = get_object_or_404(ArchiveImport, pk=pk)
    count = review.accept_undoubted(archive=archive, by=request.user, at=timezone.now())
    messages.success(request, f"Accepted: {count}. What is in doubt waits for you below.")
    return redirect("desk:archive", pk)


def _documents(archive: ArchiveImport, doubt: str) -> Any:
    """What the run brought in, by its days; with one kind of doubt only, if one is asked for."""
    documents = ImportedDocument.objects.filter(archive=archive).select_related(
        "issue__publication", "daily__publication"
    )
    documents = documents.defer("paragraphs", "targets", "comments").order_by(
        "issue__period_start", "daily__date_start", "pk"
    )
    if not doubt:
        return documents
    return [each for each in documents if any(check == doubt for check, _, _ in each.doubts)]
