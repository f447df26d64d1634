"""Readers' comments at the desk: the queue, the correction tasks, and who may not comment."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from bulletins.desk.access import MODERATE, DeskRequest, desk_page
from bulletins.desk.comments import SHELVES, Card, named
from bulletins.tracker import comments, moderation
from bulletins.tracker.models import Comment, CorrectionTask, Decision
from bulletins.tracker.moderation import Shelf

PER_PAGE = 50
_COUNTED = (Shelf.WAITING, Shelf.REPORTED)
_DONE = {
    Decision.Act.APPROVE: "approved",
    Decision.Act.REJECT: "rejected",
    Decision.Act.SPAM: "marked as spam",
    Decision.Act.BAN: "marked as spam, and its writer is banned",
}


@require_GET
@desk_page(MODERATE)
def queue(request: DeskRequest) -> HttpResponse:
    """The comments of one shelf; at first those that wait."""
    looked_at = timezone.now().isoformat()  # Before anything is read.
    shelf = _shelf(request.GET.get("shelf", ""))
    words = request.GET.get("words", "").strip()
    page = Paginator(moderation.on_shelf(shelf, words=words), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "shelf": shelf,
        "shelves": [
            (one, label, moderation.count(one) if one in _COUNTED else None)
            for one, label in SHELVES.items()
        ],
        "tasks": CorrectionTask.objects.filter(closed_at=None).count(),
        "page": page,
        "cards": [Card(comment) for comment in page],
        "words": words,
        "looked_at": looked_at,
        "back": request.get_full_path(),
        "asked": urlencode({"shelf": shelf, "words": words}) + "&",
    }
    return render(request, "desk/comments.html", context)


@require_POST
@desk_page(MODERATE)
def decide(request: DeskRequest) -> HttpResponse:
    """Decide on the chosen comments: one from its card, or all that are ticked."""
    act = _act(request.POST.get("act", ""))
    chosen = [int(key) for key in request.POST.getlist("comment") if key.isdecimal()]
    if act == Decision.Act.BAN or (request.htmx and len(chosen) == 1):
        return _decide_on_one(request, get_object_or_404(Comment, pk__in=chosen[:1]), act)
    return _decide_on_many(request, Comment.objects.filter(pk__in=chosen), act)


@require_POST
@desk_page(MODERATE)
def decide_on_found(request: DeskRequest) -> HttpResponse:
    """Turn down all that wait and were found, on every page, but for what came in since."""
    act, seen_at = _act(request.POST.get("act", "")), _seen_at(request)
    if act not in {Decision.Act.REJECT, Decision.Act.SPAM} or seen_at is None:
        raise Http404  # Nothing is approved that nobody has read.
    found = moderation.found_on(Shelf.WAITING, words=request.POST.get("words", "").strip())
    return _decide_on_many(request, found.filter(created_at__lte=seen_at), act)


@require_POST
@desk_page(MODERATE)
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a comment's words; readers see that a moderator did."""
    comment = get_object_or_404(Comment, pk=pk)
    seen = request.POST.get("seen_edits", "")
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if not text or len(text) > comments.MOST_LETTERS:
        messages.error(request, "An edited comment needs words, and not more than 5,000 letters.")
        return redirect(_back(request))
    try:
        comments.edit_comment(
            comment=comment,
            text=text,
            by=request.user,
            at=timezone.now(),
            seen_edits=int(seen) if seen.isdecimal() else -1,
        )
    except comments.CommentChanged as refusal:
        context = {"card": Card(_whole(pk)), "words": str(refusal), "yours": text}
        return render(request, "desk/comment_changed.html", context, status=409)
    messages.success(request, "Edited. The page says so, and the old words are kept here.")
    return redirect(_back(request))


@require_POST
@desk_page(MODERATE)
def make_task(request: DeskRequest, pk: int) -> HttpResponse:
    """A reader says that something is wrong: a task, tied to the paragraph it is about."""
    comment = get_object_or_404(Comment, pk=pk)
    key = request.POST.get("item", "")
    item = comment.update.items.filter(pk=key).first() if key.isdecimal() else None
    comments.open_task(
        comment=comment,
        item=item,
        note=request.POST.get("note", "").strip(),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, "It is a correction task now.")
    return redirect(_back(request))


@require_GET
@desk_page(MODERATE)
def task_list(request: DeskRequest) -> HttpResponse:
    """What readers pointed at: open tasks first, then how the others ended."""
    found = CorrectionTask.objects.select_related(
        "comment__update__publication", "item", "opened_by"
    ).order_by(F("closed_at").desc(nulls_first=True), "opened_at")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(task, named(task.item) if task.item else "") for task in page]
    return render(request, "desk/comment_tasks.html", {"page": page, "rows": rows})


@require_POST
@desk_page(MODERATE)
def close_task(request: DeskRequest, pk: int) -> HttpResponse:
    """Say how a task ended."""
    task = get_object_or_404(CorrectionTask, pk=pk)
    try:
        moderation.close_task(
            task=task,
            outcome=request.POST.get("outcome", ""),
            by=request.user,
            at=timezone.now(),
        )
    except moderation.CannotClose as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The task is closed.")
    return redirect("desk:comment-tasks")


def _decide_on_one(request: DeskRequest, comment: Comment, act: Decision.Act) -> HttpResponse:
    try:
        comments.decide(
            comment=comment,
            act=act,
            by=request.user,
            at=timezone.now(),
            seen_at=_seen_at(request),
            network_too="network" in request.POST,
        )
    except comments.CommentChanged as refusal:
        return _card(request, comment.pk, refusal=str(refusal))
    if request.htmx:
        return _card(request, comment.pk)
    messages.success(request, f"1 comment is {_DONE[act]}.")
    return redirect(_back(request))


def _decide_on_many(
    request: DeskRequest, chosen: QuerySet[Comment], act: Decision.Act
) -> HttpResponse:
    decided, left = moderation.decide_all(
        chosen=chosen, act=act, by=request.user, at=timezone.now(), seen_at=_seen_at(request)
    )
    if decided:
        many = "1 comment is" if decided == 1 else f"{decided} comments are"
        messages.success(request, f"{many} {_DONE[act]}.")
    if left:
        many = "1 comment was" if left == 1 else f"{left} comments were"
        words = "changed by its writer meanwhile" if left == 1 else "changed meanwhile"
        messages.warning(request, f"{many} {words} and left as it is. Read it again, then decide.")
    if not decided and not left:
        messages.warning(request, "No comment was chosen. Nothing was changed.")
    return redirect(_back(request))


def _shelf(word: str) -> Shelf:
    try:
        return Shelf(word)
    except ValueError:
        return Shelf.WAITING


def _act(word: str) -> Decision.Act:
    try:
        act = Decision.Act(word)
    except ValueError:
        raise Http404 from None
    if act not in _DONE:
        raise Http404
    return act


def _whole(pk: int) -> Comment:
    """The comment with all that its card shows, on whichever shelf it lies now."""
    status = get_object_or_404(Comment, pk=pk).status
    shelf = Shelf.WAITING if status == Comment.Status.PENDING else Shelf(status)
    return moderation.on_shelf(shelf).get(pk=pk)


def _card(request: DeskRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    context = {
        "card": Card(_whole(pk)),
        "is_decided": not refusal,
        "refusal": refusal,
        "looked_at": timezone.now().isoformat(),
        "back": _back(request),
    }
    return render(request, "desk/_comment.html", context)


def _seen_at(request: DeskRequest) -> datetime | None:
    """When the page was made from which somebody decides."""
    try:
        return parse_datetime(request.POST.get("looked_at", ""))
    except ValueError:
        return None


def _back(request: DeskRequest) -> str:
    """The shelf the moderator came from."""
    shelves = reverse("desk:comments")
    asked = request.POST.get("back", "")
    return asked if asked.startswith(f"{shelves}?") else shelves
