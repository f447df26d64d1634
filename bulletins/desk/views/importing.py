"""Past documents at the desk: hand one in, compare it with what was read, put right, accept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.accounts.models import User
from bulletins.desk.access import EDIT, DeskRequest, desk_page
from bulletins.importing import archive, daily_services, readers, review, services
from bulletins.importing.document import Document
from bulletins.importing.forms import DocumentForm, EntryDaysForm, IncidentFactsForm
from bulletins.importing.interpreter.daily import is_daily_title, read_daily
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.models import ImportedDocument
from bulletins.incidents.models import Incident
from bulletins.incidents.services import change_incident
from bulletins.issues.models import Entry
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong
from bulletins.revisions.services import EditConflict, save_version

REFUSALS = (readers.UnreadableFile, NotABulletin, services.CannotImport, TooLong)
_SHOWN = 50
_TITLE_AMONG = 12  # blocks


@desk_page(EDIT)
def hand_in(request: DeskRequest) -> HttpResponse:
    """A form for one document, and what still waits to be compared."""
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if is_sent else DocumentForm()
    if is_sent and form.is_valid():
        try:
            document = _save(form, by=request.user)
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("desk:import-review", document.pk)
    waiting = ImportedDocument.objects.waiting().select_related("issue", "daily")
    gaps = archive.gaps(Publication.objects.weekly())
    context = {"form": form, "waiting": waiting[:_SHOWN], "gaps": gaps, "count": waiting.count()}
    return render(request, "desk/import.html", context)


@require_GET
@desk_page(EDIT)
def compare(request: DeskRequest, pk: int) -> HttpResponse:
    """The source on one side, the reading on the other, doubts where they arose."""
    document = _document(pk)
    return render(
        request,
        "desk/import_review.html",
        {"document": document, "review": review.review(document)},
    )


@require_POST
@desk_page(EDIT)
def put_right(request: DeskRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """Save the days of an entry or the facts of an incident, under the lost-edit guard."""
    document = _document(pk)
    if [kind, key] not in document.targets.values():
        raise Http404
    try:
        _put_right(request, kind, key)
    except EditConflict as conflict:
        messages.error(request, str(conflict))
    return redirect(f"{_review_of(document)}#{kind}-{key}")


@require_POST
@desk_page(EDIT)
def settle(request: DeskRequest, pk: int, number: int) -> HttpResponse:
    """Mark a doubt as settled and go on to the next, or open it again."""
    document = review.settle_doubt(document=_document(pk), number=number)
    shown = document.next_doubt if number in document.settled else number
    anchor = "" if shown is None else f"#doubt-{shown}"
    return redirect(f"{_review_of(document)}{anchor}")


@require_POST
@desk_page(EDIT)
def accept(request: DeskRequest, pk: int) -> HttpResponse:
    """The reading is right: the draft is an issue like any other from now on."""
    document = _document(pk)
    review.accept_document(document=document, by=request.user, at=timezone.now())
    messages.success(request, f"“{document.issue or document.daily}” is accepted.")
    if document.issue:
        return redirect("desk:issue", document.issue.pk)
    return redirect("desk:import")


@require_POST
@desk_page(EDIT)
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    """The reading is wrong: nothing of it stays."""
    document = _document(pk)
    try:
        review.discard_document(document=document)
    except services.CannotImport as error:
        messages.error(request, str(error))
        return redirect(_review_of(document))
    messages.success(request, "The draft is gone. The document can be read again.")
    return redirect("desk:import")


def _save(form: DocumentForm, *, by: User) -> ImportedDocument:
    document = readers.read_bytes(*form.source())
    year, now = form.cleaned_data["year"], timezone.now()
    if _is_daily(document):
        daily = daily_services.save_daily(
            reading=read_daily(document, year=year),
            publication=Publication.objects.daily(),
            at=now,
            author=by,
        ).daily
        return _latest(daily.documents.all())
    issue = services.save_issue(
        reading=read_issue(document, year=year, number=form.cleaned_data["number"]),
        publication=Publication.objects.weekly(),
        at=now,
        author=by,
    ).issue
    return _latest(issue.documents.all())


def _latest(documents: Any) -> ImportedDocument:
    document = documents.first()
    if document is None:
        raise services.CannotImport("This issue is here already, and was not imported.")
    return document


def _is_daily(document: Document) -> bool:
    return any(is_daily_title(block.text) for block in document.blocks[:_TITLE_AMONG])


def _put_right(request: DeskRequest, kind: str, key: int) -> None:
    seen = int(request.POST.get("version", "0") or 0)
    if kind == "entry":
        entry = get_object_or_404(Entry, pk=key)
        form: Any = EntryDaysForm(request.POST, instance=entry)
        if _is_right(request, form):
            save_version(
                subject=Entry.objects.get(pk=key),
                changes=form.cleaned_data,
                seen_version=seen,
                author=request.user,
                at=timezone.now(),
            )
        return
    form = IncidentFactsForm(request.POST, instance=get_object_or_404(Incident, pk=key))
    if _is_right(request, form):
        change_incident(
            incident=Incident.objects.get(pk=key),
            changes=form.cleaned_data,
            seen_version=seen,
            author=request.user,
            at=timezone.now(),
        )


def _is_right(request: DeskRequest, form: Any) -> bool:
    if form.is_valid():
        return True
    for errors in form.errors.values():
        messages.error(request, f"Not saved: {' '.join(errors)}")
    return False


def _document(pk: int) -> ImportedDocument:
    documents = ImportedDocument.objects.select_related("issue", "daily", "accepted_by")
    return get_object_or_404(documents, pk=pk)


def _review_of(document: ImportedDocument) -> str:
    return reverse("desk:import-review", args=[document.pk])
