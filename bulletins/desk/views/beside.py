"""What happens beside a text: presence, remarks, tasks, pictures."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils._os import safe_join
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk import news
from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.models import Figure, Remark
from bulletins.desk.services import pictures, presence, talk
from bulletins.desk.sidebar import Sidebar, colleagues
from bulletins.desk.subjects import address_of, find
from bulletins.desk.views.writing import sitting_of
from bulletins.issues.models import Entry, Takeaway


@require_POST
@desk_page()
def be_here(request: DeskRequest, kind: str, pk: int) -> JsonResponse:
    """An open page speaks up; it hears who else is here, and what each text it shows lacks."""
    subject = find(kind, pk)
    people = presence.be_here(person=request.user, subject=subject, at=timezone.now())
    shown, sitting = request.POST.getlist("shown"), sitting_of(request)
    told = news.for_page(shown, author=request.user, sitting=sitting)
    return JsonResponse({"people": [str(person) for person in people], "news": told})


@require_POST
@desk_page()
def add_remark(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Say something about a text."""
    subject = find(kind, pk)
    text = request.POST.get("text", "").strip()[:5000]
    if text:
        quote = request.POST.get("quote", "").strip()
        talk.make_remark(
            subject=subject, text=text, quote=quote, author=request.user, at=timezone.now()
        )
    return _remarks(request, subject)


@require_POST
@desk_page()
def settle_remark(request: DeskRequest, remark_id: int) -> HttpResponse:
    """Resolve a remark, or open it again."""
    remark = get_object_or_404(Remark, pk=remark_id)
    if remark.resolved_at:
        talk.reopen_remark(remark=remark)
    else:
        talk.resolve_remark(remark=remark, by=request.user, at=timezone.now())
    return _remarks(request, remark.subject)


@require_POST
@desk_page()
def assign(request: DeskRequest, kind: str, pk: int) -> HttpResponse:
    """Let somebody take care of a text."""
    subject = find(kind, pk)
    person = colleagues().filter(pk=request.POST.get("person") or 0).first()
    talk.assign(subject=subject, person=person, by=request.user, at=timezone.now())
    return HttpResponse(status=204) if request.htmx else redirect(address_of(subject))


@require_POST
@desk_page("desk.add_figure")
def add_figure(request: DeskRequest) -> JsonResponse:
    """Take a picture; the answer has the form CKEditor's upload expects."""
    file = request.FILES.get("upload")
    if file is None:
        return _no_picture("No file arrived. Try again.")
    try:
        figure = pictures.keep_picture(file=file, author=request.user, at=timezone.now())
    except pictures.NotAPicture as error:
        return _no_picture(str(error))
    return JsonResponse(
        {
            "uploaded": 1,
            "fileName": figure.name,
            "url": figure.file.url,
            "width": figure.width,
            "height": figure.height,
        }
    )


@require_GET
def figure(request: DeskRequest, name: str) -> FileResponse:
    """The bytes of a picture; its name is random, so whoever has it was shown it."""
    if not Figure.objects.filter(file=f"figures/{name}").exists():
        raise Http404
    path = safe_join(settings.MEDIA_ROOT, "figures", name)
    response = FileResponse(open(path, "rb"))  # noqa: PTH123, SIM115 - FileResponse closes it
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _remarks(request: DeskRequest, subject: object) -> HttpResponse:
    written = cast("Entry | Takeaway", subject)
    if not request.htmx:
        return redirect(address_of(written))
    side = Sidebar.of(written, viewer=request.user)
    return render(request, "desk/_remarks.html", {"side": side, "subject": written})


def _no_picture(words: str) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": words}, "message": words}, status=422)
