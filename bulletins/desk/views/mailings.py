"""Mailings at the desk: all of them, and a page for each with every reader’s mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import MAILINGS, SEND, DeskRequest, desk_page
from bulletins.desk.mailing import MailingPage, accepted_by
from bulletins.subscribers import proofs
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings

PER_PAGE = 25
LARGEST_LOG = 50 * 1024 * 1024
# The frozen mail itself is long, and no page here shows it.
_LISTED = (
    Mailing.objects.select_related("issue__publication", "daily__publication")
    .defer("html", "text")
    .order_by("-scheduled_at", "-pk")
)
TRIED_AGAIN = "They are tried again, unless a correction was mailed since."


@require_GET
@desk_page(MAILINGS)
def mailing_list(request: DeskRequest) -> HttpResponse:
    """Every mailing, the newest first."""
    page = Paginator(_LISTED, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    counts = accepted_by(shown)
    rows = [{"mailing": mailing, "counts": counts[mailing.pk]} for mailing in shown]
    return render(request, "desk/mailings.html", {"page": page, "rows": rows})


@require_GET
@desk_page(MAILINGS)
def mailing_detail(request: DeskRequest, pk: int) -> HttpResponse:
    """One mailing: how far it is, what went wrong, and every reader's row."""
    found = _page(request, pk)
    state, words = request.GET.get("state", ""), request.GET.get("words", "").strip()
    page = found.readers(state=state, words=words, page=request.GET.get("page"))
    context = {
        "found": found,
        "mailing": found.mailing,
        "page": page,
        "rows": found.rows(page),
        "state": state,
        "words": words,
        "asked": urlencode({"state": state, "words": words}) + "&",
    }
    return render(request, "desk/mailing.html", context)


@require_GET
@desk_page(MAILINGS)
def mailing_progress(request: DeskRequest, pk: int) -> HttpResponse:
    """The counts read again; what can be done comes along when that has changed."""
    found = _page(request, pk)
    is_changed = request.GET.get("was") != found.signature
    context = {"found": found, "mailing": found.mailing, "is_changed": is_changed}
    return render(request, "desk/_mailing_progress.html", context)


@require_POST
@desk_page(SEND)
def mailing_step(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Take one step; a refusal is said on the page, and nothing has changed."""
    if name not in STEPS:
        raise Http404
    mailing = get_object_or_404(_LISTED, pk=pk)
    try:
        messages.success(request, STEPS[name](request, mailing, timezone.now()))
    except mailings.CannotSend as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:mailing", pk)


def _page(request: DeskRequest, pk: int) -> MailingPage:
    mailing = get_object_or_404(_LISTED, pk=pk)
    return MailingPage(mailing, viewer=request.user, at=timezone.now())


# --- The steps: each says what it did ---------------------------------------------------------


def _pause(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    mailings.pause_mailing(mailing=mailing, by=str(request.user))
    return "Paused. Messages that were already handed over still arrive."


def _resume(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    mailings.resume_mailing(mailing=mailing, at=at)
    return "It goes on where it stopped."


def _release(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    mailings.release_mailing(mailing=mailing, at=at)
    return "Released: it goes out now."


def _pace(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    words = request.POST.get("per_second", "").strip()
    if words and not (words.isascii() and words.isdecimal()):
        raise mailings.CannotSend("Give a whole number of messages a second, or nothing.")
    mailings.set_pace(mailing=mailing, per_second=int(words[:9]) if words else None, at=at)
    return "The pace is set; it takes effect within half a minute."


def _cancel(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    on_their_way = mailings.cancel_mailing(mailing=mailing, by=str(request.user), at=at)
    return f"Canceled. {on_their_way} messages were already on their way."


def _retry(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    count = mailings.retry_failed(mailing=mailing, at=at)
    return f"{count} failed deliveries are tried again, but no address that is not to be mailed."


def _accepted(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    count = _resolve(request, mailing, at, was_accepted=True)
    return f"{count} settled as accepted."


def _not_accepted(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    count = _resolve(request, mailing, at, was_accepted=False)
    return f"{count} settled as not accepted. {TRIED_AGAIN}"


def _resolve(request: DeskRequest, mailing: Mailing, at: datetime, *, was_accepted: bool) -> int:
    return mailings.resolve_unknown(
        mailing=mailing,
        delivery_ids=_chosen(request, mailing),
        was_accepted=was_accepted,
        by=str(request.user),
        at=at,
    )


def _chosen(request: DeskRequest, mailing: Mailing) -> list[int]:
    """The rows that were ticked, or all that are in doubt if the person said all."""
    if request.POST.get("which") == "all":
        return list(mailing.deliveries.in_doubt().values_list("pk", flat=True))
    chosen = [int(key) for key in request.POST.getlist("row") if key.isdecimal()]
    if not chosen:
        raise mailings.CannotSend("No reader was chosen. Nothing was changed.")
    return chosen


def _proof(request: DeskRequest, mailing: Mailing, at: datetime) -> str:
    lines = _log_lines(request.FILES.get("log"))
    taken = proofs.message_ids_in_postfix_log(lines)
    if not taken:
        raise mailings.CannotSend("This log names no mail that was taken. Nothing was changed.")
    proof = mailings.resolve_by_proof(mailing=mailing, taken=taken, by=str(request.user), at=at)
    accepted, again = len(proof.accepted), len(proof.not_accepted)
    return f"By the log {accepted} were accepted; {again} were not. {TRIED_AGAIN}"


def _log_lines(file: Any) -> list[str]:
    if file is None or file.size > LARGEST_LOG:
        raise mailings.CannotSend("Choose the mail server’s log, at most 50 MB.")
    return file.read().decode("utf-8", "replace").splitlines()


STEPS: dict[str, Callable[[DeskRequest, Mailing, datetime], str]] = {
    "pause": _pause,
    "resume": _resume,
    "release": _release,
    "pace": _pace,
    "cancel": _cancel,
    "retry": _retry,
    "accepted": _accepted,
    "not-accepted": _not_accepted,
    "proof": _proof,
}
