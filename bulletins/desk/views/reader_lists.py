"""Lists of readers at the desk: taken in with a preview, given out, and addresses never to mail."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bulletins.desk.access import READERS, DeskRequest, desk_page
from bulletins.publications.models import Publication
from bulletins.subscribers import lists
from bulletins.subscribers.forms import BarForm, ListForm
from bulletins.subscribers.models import Subscriber, Subscription, Suppression, address_hash
from bulletins.subscribers.services import care
from bulletins.subscribers.services.imports import foresee, import_rows

PER_PAGE = 50
# A person waits for the answer; longer lists go through the command.
MOST_ROWS = 5_000
SHOWN = 100
# The list waits in the page, sealed: no address is kept before somebody has said yes.
_SEAL = "a list of readers"
_SEAL_KEEPS = 60 * 60
_BARS = "subscribers.change_suppression"


@require_http_methods(["GET", "POST"])
@desk_page(READERS)
def take_in(request: DeskRequest) -> HttpResponse:
    """Choose a file, look at what it would do, say yes."""
    if request.method == "GET":
        return _page(request, ListForm())
    if "sealed" in request.POST:
        return _save(request)
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    text = form.cleaned_data["file"]
    try:
        rows, doubts = _read(text)
    except lists.NotAList as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form)
    context = {
        "form": form,
        "outlook": foresee(rows),
        "doubts": doubts,
        "not_read": lists.columns_not_read(text),
        "known": lists.COLUMNS,
        "shown": SHOWN,
        "sealed": signing.dumps(text, salt=_SEAL, compress=True),
    }
    return render(request, "desk/reader_import.html", context)


@require_POST
@desk_page(READERS)
def give_out(request: DeskRequest) -> HttpResponseBase:
    """The readers of one publication, or all, as CSV."""
    rows = Subscription.objects.order_by("pk")
    if slug := request.POST.get("publication"):
        rows = rows.filter(publication__slug=slug)
    lines = care.export_list(rows=rows, at=timezone.now())
    headers = {
        "Content-Disposition": 'attachment; filename="subscribers.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@desk_page(_BARS)
def bars(request: DeskRequest) -> HttpResponse:
    """Addresses never to mail, and whether a given one is among them."""
    return _bars(request, BarForm())


@require_POST
@desk_page(_BARS)
def bar(request: DeskRequest) -> HttpResponse:
    """Never mail this address again."""
    form = BarForm(request.POST)
    if not form.is_valid():
        return _bars(request, form)
    if care.bar_address(at=timezone.now(), **form.cleaned_data):
        messages.success(request, "This address gets no more mail, whatever list it stands on.")
    else:
        messages.info(request, "This address is barred already.")
    return redirect("desk:bars")


@require_POST
@desk_page("subscribers.delete_suppression")
def lift(request: DeskRequest, pk: int) -> HttpResponse:
    """Let an address be mailed again."""
    barred = get_object_or_404(Suppression, pk=pk)
    try:
        care.lift_bar(barred=barred, reason=request.POST.get("reason", ""), at=timezone.now())
    except care.CannotLift as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "This address may be mailed again.")
    return redirect("desk:bars")


def _page(request: DeskRequest, form: ListForm) -> HttpResponse:
    return render(request, "desk/reader_import.html", {"form": form})


def _read(text: str) -> tuple[list[lists.Row], list[lists.Doubt]]:
    publications = Publication.objects.order_by("pk")
    found = lists.read(text, publications=publications, at=timezone.now())
    if len(found) > MOST_ROWS:
        raise lists.NotAList(f"More than {MOST_ROWS} lines. Split it, or import it by command.")
    rows = [each for each in found if isinstance(each, lists.Row)]
    return rows, [each for each in found if isinstance(each, lists.Doubt)]


def _save(request: DeskRequest) -> HttpResponse:
    """Read the sealed list again, since readers may have left meanwhile, and save it."""
    try:
        text = signing.loads(request.POST["sealed"], salt=_SEAL, max_age=_SEAL_KEEPS)
    except signing.BadSignature:
        messages.error(request, "This preview is more than an hour old. Choose the file again.")
        return redirect("desk:reader-import")
    rows, doubts = _read(text)
    new = import_rows(rows=rows, at=timezone.now())
    messages.success(
        request, f"{new} new, {len(rows) - new} as they were, {len(doubts)} lines left out."
    )
    return redirect("desk:readers")


def _bars(request: DeskRequest, form: BarForm) -> HttpResponse:
    found = Suppression.objects.order_by("-created_at", "-pk")
    words, reason = request.GET.get("words", "").strip(), request.GET.get("reason", "")
    if words:
        found = found.filter(email_sha256=address_hash(words))
    if reason:
        found = found.filter(reason=reason)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    hashes = [barred.email_sha256 for barred in page]
    readers = Subscriber.objects.filter(email_sha256__in=hashes)
    known = {reader.email_sha256: reader for reader in readers}
    context = {
        "form": form,
        "page": page,
        "rows": [(barred, known.get(barred.email_sha256)) for barred in page],
        "reasons": Suppression.Reason.choices,
        "words": words,
        "reason": reason,
        "asked": f"reason={reason}&" if reason else "",
    }
    return render(request, "desk/reader_bars.html", context)
