"""The draft as readers will get it: web page, mail, PDF."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.models import Preview
from bulletins.desk.services import publishing
from bulletins.issues.models import Issue

# Mail and proof sheet carry their styles inside, as mails do; they may do nothing else.
_MAIL = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
_PAGE = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
_WAYS = {
    "page": "desk:preview",
    "ask": "desk:ask-preview",
    "state": "desk:preview-state",
    "file": "desk:preview-file",
}
_FILE = "default-src 'none'; frame-ancestors 'self'"


@require_GET
@desk_page()
def preview(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """The page around one preview. Opening it asks the worker for the text as it stands."""
    return render(request, "desk/preview.html", _shown(_issue(issue_id, kind), kind))


@require_POST
@desk_page()
def ask(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """Have the text as it stands drawn."""
    issue = _issue(issue_id, kind)
    publishing.ask_for_preview(issue=issue, kind=kind, at=timezone.now())
    if not request.htmx:
        return redirect("desk:preview", issue.pk, kind)
    return render(request, "desk/_preview.html", _shown(issue, kind))


@require_GET
@desk_page()
def state(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """How far the worker is; the picture once it is done."""
    return render(request, "desk/_preview.html", _shown(_issue(issue_id, kind), kind))


@require_GET
@csp_exempt()
@xframe_options_sameorigin
@desk_page()
def preview_file(request: DeskRequest, preview_id: int) -> HttpResponseBase:
    """What the worker drew, shut off from everything around it."""
    drawn = get_object_or_404(Preview, pk=preview_id)
    if not drawn.is_done:
        raise Http404
    return show_file(request, drawn.file, kind=drawn.kind, title=drawn.issue.title)


def show_file(request: DeskRequest, file: FieldFile, *, kind: str, title: str) -> HttpResponseBase:
    """A drawn page, mail or PDF under the policy that lets it do nothing else."""
    if kind == Preview.Kind.PDF:
        response: HttpResponseBase = FileResponse(file.open("rb"), content_type="application/pdf")
        response["Content-Security-Policy"] = _FILE
        return response
    with file.open("rb") as opened:
        body = opened.read().decode()
    if kind in {Preview.Kind.EMAIL, Preview.Kind.PROOF}:
        response = HttpResponse(_in_the_dark(body) if "dark" in request.GET else body)
        response["Content-Security-Policy"] = _MAIL
        return response
    response = render(request, "desk/preview_web.html", {"article": body, "title": title})
    response["Content-Security-Policy"] = _PAGE
    return response


def _in_the_dark(mail: str) -> str:
    """The mail as a dark mailbox shows it; a frame does not hand its own darkness on."""
    return mail.replace("(prefers-color-scheme: dark)", "screen").replace(
        "(prefers-color-scheme:dark)", "screen"
    )


def _issue(issue_id: int, kind: str) -> Issue:
    if kind not in Preview.Kind.values:
        raise Http404
    return get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)


def _shown(issue: Issue, kind: str) -> dict[str, object]:
    drawn = Preview.objects.defer("content").filter(issue=issue, kind=kind).first()
    sha256 = publishing.content_of(issue)[1]
    return {
        "subject": issue,
        "issue": issue,
        "bar": "desk/_issue_nav.html",
        "ways": _WAYS,
        "kind": kind,
        "kinds": Preview.Kind.choices,
        "preview": drawn,
        "is_current": drawn is not None and drawn.sha256 == sha256,
    }
