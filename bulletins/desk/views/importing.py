"""Past documents at the desk: hand one in, compare it with what was read, put right, accept."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.accounts.models import User
from bulletins.desk.access import EDIT, PUBLISH, DeskRequest, desk_page
from bulletins.desk.clashes import seen_version
from bulletins.importing import archive, daily_services, readers, review, services, uploads
from bulletins.importing.document import web_address
from bulletins.importing.forms import (
    DocumentForm,
    EntryDaysForm,
    IncidentFactsForm,
    IssuePeriodForm,
    PublishAsItWasForm,
)
from bulletins.importing.interpreter.daily import read_daily
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.models import ArchiveImport, ImportedDocument
from bulletins.importing.publishing import posted_at
from bulletins.incidents.models import Incident
from bulletins.incidents.services import change_incident
from bulletins.issues.models import Entry, Issue
from bulletins.publications.models import Publication
from bulletins.rendering.html import TooLong
from bulletins.revisions.services import EditConflict, save_version

REFUSALS = (readers.UnreadableFile, NotABulletin, services.CannotImport, TooLong)
_SHOWN = 50
_ARCHIVES_SHOWN = 5
# What can be put right beside its source, and by which form.
PUT_RIGHT: dict[str, tuple[type[Any], type[Any]]] = {
    "issue": (Issue, IssuePeriodForm),
    "entry": (Entry, EntryDaysForm),
    "incident": (Incident, IncidentFactsForm),
}


@desk_page(EDIT)
def hand_in(request: DeskRequest) -> HttpResponse:
    """A form for one document, and what still waits to be compared."""
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if is_sent else DocumentForm()
    if is_sent and form.is_valid():
        try:
            if form.is_many:
                batch = uploads.hand_in_together(
                    files=form.cleaned_data["file"], by=request.user, at=timezone.now()
                )
                return redirect("desk:archive", batch.pk)
            document = _save(form, by=request.user)
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            return redirect("desk:import-review", document.pk)
    waiting = ImportedDocument.objects.waiting().select_related("issue", "daily")
    gaps = archive.gaps(Publication.objects.weekly())
    context = {
        "form": form,
        "waiting": waiting[:_SHOWN],
        "gaps": gaps,
        "count": waiting.count(),
        "archives": ArchiveImport.objects.all()[:_ARCHIVES_SHOWN],
    }
    return render(request, "desk/import.html", context)


@require_GET
@desk_page(EDIT)
def compare(request: DeskRequest, pk: int) -> HttpResponse:
    """The source on one side, the reading on the other, doubts where they arose."""
    document = _document(pk)
    return render(
        request,
        "desk/import_review.html",
        {
            "document": document,
            "review": review.review(document),
            "next_waiting": _next_waiting(document),
            "publish_form": _publish_form(document) if request.user.has_perm(PUBLISH) else None,
        },
    )


@require_POST
@desk_page(EDIT)
def put_right(request: DeskRequest, pk: int, kind: str, key: int) -> HttpResponse:
    """Save the days of the issue or an entry, or the facts of an incident, under the guard."""
    document = _document(pk)
    if not review.is_of(document, kind, key):
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
    following = _next_waiting(document)
    if following:
        return redirect("desk:import-review", following.pk)
    if document.issue:
        return redirect("desk:issue", document.issue.pk)
    return redirect("desk:import")


@require_POST
@desk_page(PUBLISH)
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Publish it as it was: at its old date, for its old address, without a mailing."""
    document = _document(pk)
    form = PublishAsItWasForm(request.POST)
    if not _is_right(request, form):
        return redirect(_review_of(document))
    try:
        is_public = review.publish_as_it_was(
            document=document, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        words = "It is published as it was." if is_public else "Its pictures are on their way."
        more = "" if is_public else " It is published as it was once they are in."
        messages.success(request, f"{words}{more} Nothing is mailed.")
    except services.CannotImport as error:
        messages.error(request, str(error))
    return redirect(_review_of(document))


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
    if archive.is_daily(document):
        daily = daily_services.save_daily(
            reading=read_daily(document, year=year),
            publication=Publication.objects.daily(),
            at=now,
            author=by,
        ).daily
        return _latest(daily.documents.all())
    reading = read_issue(document, year=year, number=form.cleaned_data["number"])
    reading.settle_period(form.cleaned_data["period_start"], form.cleaned_data["period_end"])
    issue = services.save_issue(
        reading=reading,
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


def _put_right(request: DeskRequest, kind: str, key: int) -> None:
    model, form_class = PUT_RIGHT[kind]
    stored = get_object_or_404(model, pk=key)
    form = form_class(request.POST, instance=copy.copy(stored))
    if not _is_right(request, form):
        return
    facts = {
        "changes": form.cleaned_data,
        "seen_version": seen_version(request.POST, field="version"),
        "author": request.user,
        "at": timezone.now(),
    }
    if isinstance(stored, Incident):
        change_incident(incident=stored, **facts)
    else:
        save_version(subject=stored, **facts)


def _is_right(request: DeskRequest, form: Any) -> bool:
    if form.is_valid():
        return True
    for errors in form.errors.values():
        messages.error(request, f"Not saved: {' '.join(errors)}")
    return False


def _publish_form(document: ImportedDocument) -> PublishAsItWasForm | None:
    about = document.issue or document.daily
    if about is None or about.is_published:
        return None
    there = {"published_at": posted_at(document), "address": web_address(document.address)}
    return PublishAsItWasForm(initial=there)


def _document(pk: int) -> ImportedDocument:
    documents = ImportedDocument.objects.select_related("issue", "daily", "accepted_by")
    return get_object_or_404(documents, pk=pk)


def _next_waiting(document: ImportedDocument) -> ImportedDocument | None:
    """The next of its batch that nobody has compared: a hundred are gone through in a row."""
    if document.archive_id is None:
        return None
    others = ImportedDocument.objects.waiting().filter(archive=document.archive_id)
    in_order = others.exclude(pk=document.pk).select_related("issue", "daily").order_by("pk")
    return in_order.filter(pk__gt=document.pk).first() or in_order.first()


def _review_of(document: ImportedDocument) -> str:
    return reverse("desk:import-review", args=[document.pk])
