"""The draft as readers will get it: web page, mail, PDF."""

from __future__ import annotations

from csp.decorators import csp_exempt
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import DeskRequest, desk_page
from bulletins.desk.models import Preview
from bulletins.desk.services import publishing
from bulletins.issues.models import Issue

# The mail carries its styles inside, as mails do; it may do nothing else.
_MAIL = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
_PAGE = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; frame-ancestors 'self'"
)
_FILE = "default-src 'none'; frame-ancestors 'self'"


@require_GET
@desk_page()
def preview(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """The page around one preview. Opening it asks the worker for the text as it stands."""
    issue = _issue(issue_id, kind)
    context = {"issue": issue, **_state(issue, kind), "kinds": Preview.Kind.choices}
    return render(request, "desk/preview.html", context)


@require_POST
@desk_page()
def ask(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """Have the text as it stands drawn."""
    issue = _issue(issue_id, kind)
    publishing.ask_for_preview(issue=issue, kind=kind, at=timezone.now())
    if not request.htmx:
        return redirect("desk:preview", issue.pk, kind)
    return render(request, "desk/_preview.html", {"issue": issue, **_state(issue, kind)})


@require_GET
@desk_page()
def state(request: DeskRequest, issue_id: int, kind: str) -> HttpResponse:
    """How far the worker is; the picture once it is done."""
    issue = _issue(issue_id, kind)
    return render(request, "desk/_preview.html", {"issue": issue, **_state(issue, kind)})


@require_GET
@csp_exempt()
@xframe_options_sameorigin
@desk_page()
def preview_file(request: DeskRequest, preview_id: int) -> HttpResponseBase:
    """What the worker drew, shut off from everything around it."""
    drawn = get_object_or_404(Preview, pk=preview_id)
    if not drawn.is_done:
        raise Http404
    if drawn.kind == Preview.Kind.PDF:
        response: HttpResponseBase = FileResponse(
            drawn.file.open("rb"), content_type="application/pdf"
        )
        response["Content-Security-Policy"] = _FILE
        return response
    with drawn.file.open("rb") as file:
        body = file.read().decode()
    if drawn.kind == Preview.Kind.EMAIL:
        response = HttpResponse(_in_the_dark(body) if "dark" in request.GET else body)
        response["Content-Security-Policy"] = _MAIL
        return response
    response = render(request, "desk/preview_web.html", {"article": body, "issue": drawn.issue})
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


def _state(issue: Issue, kind: str) -> dict[str, object]:
    drawn = Preview.objects.defer("content").filter(issue=issue, kind=kind).first()
    sha256 = publishing.content_of(issue)[1]
    return {
        "kind": kind,
        "preview": drawn,
        "is_current": drawn is not None and drawn.sha256 == sha256,
    }
