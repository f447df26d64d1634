"""A daily on its way to readers: preview, schedule, publish, correct, send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import PUBLISH_DAILY, WRITE_DAILY, DeskRequest, desk_page
from bulletins.desk.daily_publishing import DailyPublishing
from bulletins.desk.forms import MomentForm, ScheduleForm
from bulletins.desk.services import publishing
from bulletins.desk.views.previewing import show_file
from bulletins.subscribers.services import mailings
from bulletins.tracker import freezing, services
from bulletins.tracker.models import DailyPreview, DailyRendition, DailyUpdate

Kind = DailyRendition.Kind
SHOWN = {"web": Kind.WEB, "email": Kind.EMAIL_HTML, "pdf": Kind.PDF}
_WAYS = {
    "page": "desk:preview-daily",
    "ask": "desk:ask-daily",
    "state": "desk:daily-state",
    "file": "desk:daily-file",
}
REFUSALS = (services.CannotPublishDaily, mailings.CannotSend)


class Incomplete(Exception):
    """Something in the form is missing or wrong. The message says what."""


# --- Preview ----------------------------------------------------------------------------------


@require_GET
@desk_page()
def preview(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """The page around one preview. Opening it asks the worker for the text as it stands."""
    update = _update(pk)
    return render(request, "desk/preview.html", _shown(update, kind))


@require_POST
@desk_page()
def ask(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """Have the text as it stands drawn."""
    update = _update(pk)
    services.ask_for_preview(update=update, kind=_kind(kind), at=timezone.now())
    if not request.htmx:
        return redirect("desk:preview-daily", pk, kind)
    return render(request, "desk/_preview.html", _shown(update, kind))


@require_GET
@desk_page()
def state(request: DeskRequest, pk: int, kind: str) -> HttpResponse:
    """How far the worker is; the picture once it is done."""
    return render(request, "desk/_preview.html", _shown(_update(pk), kind))


@require_GET
@csp_exempt()
@xframe_options_sameorigin
@desk_page()
def preview_file(request: DeskRequest, preview_id: int) -> HttpResponseBase:
    """What the worker drew, shut off from everything around it."""
    drawn = get_object_or_404(DailyPreview.objects.select_related("update"), pk=preview_id)
    if not drawn.is_done:
        raise Http404
    word = next(word for word, kind in SHOWN.items() if kind == drawn.kind)
    return show_file(request, drawn.file, kind=word, title=str(drawn.update))


def _kind(word: str) -> Kind:
    if word not in SHOWN:
        raise Http404
    return SHOWN[word]


def _shown(update: DailyUpdate, word: str) -> dict[str, Any]:
    drawn = update.previews.defer("content").filter(kind=_kind(word)).first()
    whole = DailyUpdate.objects.for_reading().get(pk=update.pk)
    return {
        "subject": update,
        "bar": "desk/_daily_bar.html",
        "ways": _WAYS,
        "kind": word,
        "kinds": [(word, kind.label) for word, kind in SHOWN.items()],
        "preview": drawn,
        "is_current": drawn is not None and drawn.content_sha256 == freezing.freeze(whole)[1],
    }


# --- Publishing -------------------------------------------------------------------------------


@require_GET
@desk_page()
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Where a daily stands on its way to readers, and what can be done next."""
    update = _update(pk)
    context = {"subject": update, "state": _state(request, update)}
    return render(request, "desk/daily_publish.html", context)


@require_GET
@desk_page()
def progress(request: DeskRequest, pk: int) -> HttpResponse:
    """Its forms as they are made."""
    update = _update(pk)
    context = {"subject": update, "state": _state(request, update)}
    return render(request, "desk/_daily_progress.html", context)


@require_POST
@desk_page(WRITE_DAILY)
def send_test(request: DeskRequest, pk: int) -> HttpResponse:
    """Whoever writes a daily sees it in their own mail first."""
    publishing.send_test_of_daily(daily=_update(pk), to=request.user, at=timezone.now())
    messages.success(request, f"A test mail is on its way to {request.user.email}.")
    return redirect("desk:publish-daily", pk)


@require_POST
@desk_page(PUBLISH_DAILY)
def step(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Take one step; a refusal is said on the page, and nothing has changed."""
    if name not in STEPS:
        raise Http404
    update = _update(pk)
    try:
        done = STEPS[name](request, update, timezone.now())
    except (*REFUSALS, Incomplete) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("desk:publish-daily", pk)


def _update(pk: int) -> DailyUpdate:
    return get_object_or_404(DailyUpdate.objects.select_related("publication"), pk=pk)


def _state(request: DeskRequest, update: DailyUpdate) -> DailyPublishing:
    return DailyPublishing(update, viewer=request.user, at=timezone.now())


# --- The steps: each says what it did ---------------------------------------------------------


def _publish(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    services.publish_daily(update=update, at=at)
    if "is_sent" not in request.POST:
        return "Published. Its pages are being made."
    update.refresh_from_db()
    mailings.queue_daily(daily=update, send_at=at, at=at)
    return "Published. Its pages are being made, and the mail goes out when they are."


def _schedule(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    wanted = _valid(ScheduleForm(request.POST, zone=update.publication.zone))
    services.schedule_daily(
        update=update, publish_at=wanted["publish_at"], send_at=wanted["send_at"], at=at
    )
    return "Scheduled. It goes out by itself, with the text as it stands then."


def _return(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    services.take_off_schedule(update=update)
    return "It is a draft again, and off the schedule."


def _correct(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    note = request.POST.get("note", "")
    edition = services.correct_daily(update=update, note=note, at=at)
    return f"Corrected: edition {edition.number}. Readers see the note, entries made of it hear."


def _withdraw(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    services.withdraw_daily(update=update)
    return "Withdrawn. The public pages no longer show it; nothing was deleted."


def _restore(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    services.restore_daily(update=update)
    return "It is public again."


def _send(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    moment = _valid(MomentForm(request.POST, zone=update.publication.zone))["moment"]
    mailings.queue_daily(daily=update, send_at=moment or at, at=at)
    return "The mailing is queued."


def _redraw(request: DeskRequest, update: DailyUpdate, at: datetime) -> str:
    failed = DailyRendition.objects.filter(
        edition__update=update, status=DailyRendition.Status.FAILED
    )
    count = sum(services.retry_rendition(rendition=one) for one in failed)
    return f"{count} forms are being made again."


def _valid(form: ScheduleForm | MomentForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Incomplete(
            " ".join(str(words) for errors in form.errors.values() for words in errors)
        )
    return form.cleaned_data


STEPS: dict[str, Callable[[DeskRequest, DailyUpdate, datetime], str]] = {
    "publish": _publish,
    "schedule": _schedule,
    "return": _return,
    "correct": _correct,
    "withdraw": _withdraw,
    "restore": _restore,
    "send": _send,
    "redraw": _redraw,
}
