"""The publish page: findings, steps, previews, corrections, sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import APPROVE, EDIT, PUBLISH, SEND, DeskRequest, desk_page
from bulletins.desk.forms import MomentForm, ScheduleForm
from bulletins.desk.publishing import Publishing, mailing_of
from bulletins.desk.services import publishing
from bulletins.issues import services as issues
from bulletins.issues.models import Issue, Rendition
from bulletins.preflight import fixes
from bulletins.preflight import services as preflight
from bulletins.revisions.services import EditConflict
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import corrections, mailings

REFUSALS = (
    issues.CannotPublish,
    preflight.Held,
    preflight.CannotDecide,
    mailings.CannotSend,
    fixes.CannotFix,
    EditConflict,
)


class Incomplete(Exception):
    """Something in the form is missing or wrong. The message says what."""


@require_GET
@desk_page()
def publish(request: DeskRequest, issue_id: int) -> HttpResponse:
    """Where an issue stands on its way to readers, and what can be done next."""
    issue = _issue(issue_id)
    state = Publishing.of(issue, viewer=request.user, at=timezone.now())
    return render(request, "desk/publish.html", {"issue": issue, "state": state})


@require_GET
@desk_page()
def progress(request: DeskRequest, issue_id: int) -> HttpResponse:
    """Rendering and delivery as they stand, read again while anything moves."""
    issue = _issue(issue_id)
    state = Publishing.of(issue, viewer=request.user, at=timezone.now())
    return render(request, "desk/_progress.html", {"issue": issue, "state": state})


@require_POST
@desk_page()
def read_again(request: DeskRequest, issue_id: int) -> HttpResponse:
    """Check the text as it stands now."""
    issue = _issue(issue_id)
    preflight.current_report(issue=issue, at=timezone.now())
    if not request.htmx:
        return redirect("desk:publish", issue.pk)
    state = Publishing.of(issue, viewer=request.user, at=timezone.now())
    return render(request, "desk/_findings.html", {"issue": issue, "state": state})


@require_POST
@desk_page()
def step(request: DeskRequest, issue_id: int, name: str) -> HttpResponse:
    """Take one step; a refusal is said on the page, and nothing has changed."""
    if name not in STEPS:
        raise Http404
    chosen = STEPS[name]
    if not request.user.has_perm(chosen.permission):
        words = "Your role may not do this. Nothing was changed."
        return render(request, "desk/refused.html", {"words": words}, status=403)
    issue = _issue(issue_id)
    try:
        done = chosen.take(request, issue, timezone.now())
    except (*REFUSALS, Incomplete) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("desk:publish", issue.pk)


def _issue(issue_id: int) -> Issue:
    return get_object_or_404(Issue.objects.select_related("publication"), pk=issue_id)


# --- The steps: each says what it did ---------------------------------------------------------


def _submit(request: DeskRequest, issue: Issue, at: datetime) -> str:
    issues.submit_issue(issue=issue)
    return "The issue is in review."


def _return(request: DeskRequest, issue: Issue, at: datetime) -> str:
    issues.return_to_draft(issue=issue)
    return "The issue is a draft again, and off the schedule."


def _approve(request: DeskRequest, issue: Issue, at: datetime) -> str:
    publishing.approve(issue=issue, by=request.user, at=at)
    return "Approved as it stands. Any change to the text voids the approval."


def _schedule(request: DeskRequest, issue: Issue, at: datetime) -> str:
    form = ScheduleForm(request.POST, zone=issue.publication.zone)
    wanted = _valid(form)
    issues.schedule_issue(
        issue=issue, publish_at=wanted["publish_at"], send_at=wanted["send_at"], at=at
    )
    return "Scheduled. It goes out by itself."


def _publish(request: DeskRequest, issue: Issue, at: datetime) -> str:
    preflight.refuse_unready(issue=issue, at=at)
    edition = issues.publish_issue(issue=issue, at=at)
    return f"Published as edition {edition.number}. Its pages are being made."


def _correct(request: DeskRequest, issue: Issue, at: datetime) -> str:
    edition = issues.correct_issue(issue=issue, note=request.POST.get("note", ""), at=at)
    return f"Corrected: edition {edition.number}. Readers of the page see the note."


def _withdraw(request: DeskRequest, issue: Issue, at: datetime) -> str:
    issues.withdraw_issue(issue=issue)
    return "Withdrawn. The public pages no longer show it; nothing was deleted."


def _restore(request: DeskRequest, issue: Issue, at: datetime) -> str:
    issues.restore_issue(issue=issue)
    return "It is public again."


def _test(request: DeskRequest, issue: Issue, at: datetime) -> str:
    publishing.send_test(issue=issue, to=request.user, at=at)
    return f"A test mail is on its way to {request.user.email}."


def _send(request: DeskRequest, issue: Issue, at: datetime) -> str:
    form = MomentForm(request.POST, zone=issue.publication.zone)
    mailings.queue_mailing(issue=issue, send_at=_valid(form)["moment"] or at, at=at)
    return "The mailing is queued."


def _tell(request: DeskRequest, issue: Issue, at: datetime) -> str:
    corrections.queue_correction(issue=issue, at=at)
    return "The correction goes to everybody who has the earlier text."


def _pause(request: DeskRequest, issue: Issue, at: datetime) -> str:
    mailings.pause_mailing(mailing=_mailing(issue), by=str(request.user))
    return "Paused. Messages that were already handed over still arrive."


def _resume(request: DeskRequest, issue: Issue, at: datetime) -> str:
    mailings.resume_mailing(mailing=_mailing(issue), at=at)
    return "It goes on where it stopped."


def _release(request: DeskRequest, issue: Issue, at: datetime) -> str:
    mailings.release_mailing(mailing=_mailing(issue), at=at)
    return "Released: it goes out now."


def _cancel(request: DeskRequest, issue: Issue, at: datetime) -> str:
    on_their_way = mailings.cancel_mailing(mailing=_mailing(issue), by=str(request.user), at=at)
    return f"Canceled. {on_their_way} messages were already on their way."


def _retry(request: DeskRequest, issue: Issue, at: datetime) -> str:
    count = mailings.retry_failed(mailing=_mailing(issue), at=at)
    return f"{count} failed deliveries are tried again."


def _redraw(request: DeskRequest, issue: Issue, at: datetime) -> str:
    failed = Rendition.objects.filter(edition__issue=issue, status=Rendition.Status.FAILED)
    count = sum(issues.retry_rendition(rendition=one) for one in failed)
    return f"{count} forms are being made again."


def _fix(request: DeskRequest, issue: Issue, at: datetime) -> str:
    prints = request.POST.getlist("fingerprint")
    count = preflight.accept_fixes(issue=issue, fingerprints=prints, by=request.user, at=at)
    if len(prints) == 1:
        return "The suggestion is in the text, as a new version."
    return f"{count} of {len(prints)} suggestions are in the text, as new versions."


def _dismiss(request: DeskRequest, issue: Issue, at: datetime) -> str:
    prints = request.POST.getlist("fingerprint")
    count = preflight.dismiss(
        issue=issue,
        fingerprints=prints,
        reason=request.POST.get("reason", ""),
        by=request.user,
        at=at,
    )
    if len(prints) == 1:
        return "Set aside for as long as the text stays the same."
    return f"{count} of {len(prints)} set aside, each for as long as its text stays the same."


def _recall(request: DeskRequest, issue: Issue, at: datetime) -> str:
    key = request.POST.get("dismissal", "")
    dismissal = issue.dismissals.filter(pk=key if key.isdecimal() else 0).first()
    if dismissal is None:
        raise preflight.CannotDecide("It is among the findings again already.")
    preflight.take_back(dismissal=dismissal)
    return "It is among the findings again."


def _override(request: DeskRequest, issue: Issue, at: datetime) -> str:
    reason = request.POST.get("reason", "")
    preflight.override(issue=issue, reason=reason, by=request.user, at=at)
    return "Overridden for exactly these findings. The reason is kept."


def _mailing(issue: Issue) -> Mailing:
    mailing = mailing_of(issue)
    if mailing is None:
        raise mailings.CannotSend("This issue has no mailing. Nothing was changed.")
    return mailing


def _valid(form: ScheduleForm | MomentForm) -> dict[str, Any]:
    if not form.is_valid():
        raise Incomplete(
            " ".join(str(words) for errors in form.errors.values() for words in errors)
        )
    return form.cleaned_data


@dataclass(frozen=True)
class Step:
    """Something that can be done on the publish page, and who may do it."""

    permission: str
    take: Callable[[DeskRequest, Issue, datetime], str]


STEPS = {
    "submit": Step(EDIT, _submit),
    "return": Step(EDIT, _return),
    "approve": Step(APPROVE, _approve),
    "schedule": Step(PUBLISH, _schedule),
    "publish": Step(PUBLISH, _publish),
    "correct": Step(PUBLISH, _correct),
    "withdraw": Step(PUBLISH, _withdraw),
    "restore": Step(PUBLISH, _restore),
    "test": Step(EDIT, _test),
    "send": Step(SEND, _send),
    "tell": Step(SEND, _tell),
    "pause": Step(SEND, _pause),
    "resume": Step(SEND, _resume),
    "release": Step(SEND, _release),
    "cancel": Step(SEND, _cancel),
    "retry": Step(SEND, _retry),
    "redraw": Step(PUBLISH, _redraw),
    "fix": Step(EDIT, _fix),
    "dismiss": Step(EDIT, _dismiss),
    "recall": Step(EDIT, _recall),
    "override": Step(PUBLISH, _override),
}
