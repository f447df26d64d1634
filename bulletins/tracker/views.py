"""Pages of the daily: the post as it was frozen, the conversation as it stands."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from bulletins.accounts.networks import network_of
from bulletins.tracker import comments
from bulletins.tracker.comments import CommentRefused, Reply, takes_comments
from bulletins.tracker.forms import ReplyForm, ReportForm, new_form_token
from bulletins.tracker.models import Comment, DailyEdition, DailyRendition, DailyUpdate
from bulletins.tracker.thread import branches


@require_safe
def daily_list(request: HttpRequest) -> HttpResponse:
    """Every daily, newest first, by month."""
    published = DailyUpdate.objects.published().select_related("publication")
    months = [
        (date(year, month, 1), list(dailies))
        for (year, month), dailies in groupby(
            published, key=lambda daily: (daily.date_end.year, daily.date_end.month)
        )
    ]
    return render(request, "tracker/daily_list.html", {"months": months})


@require_safe
def daily_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest edition that is drawn, and what readers replied."""
    update = _published(slug)
    editions = list(update.editions.prefetch_related("renditions").defer("content"))
    article = _article(editions)
    if article is None:
        response = render(request, "tracker/waiting.html", {"daily": update}, status=503)
        response["Retry-After"] = "30"
        return response
    context = {
        "daily": update,
        "article": article,
        "corrections": [edition for edition in reversed(editions) if edition.note],
        "branches": branches(update),
        "is_open": takes_comments(update, at=timezone.now()),
    }
    return render(request, "tracker/daily_detail.html", context)


@require_GET
def daily_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The printable daily."""
    rendition = (
        DailyRendition.objects.filter(
            edition__update=_published(slug),
            kind=DailyRendition.Kind.PDF,
            status=DailyRendition.Status.DONE,
        )
        .order_by("-edition__number")
        .first()
    )
    if rendition is None:
        raise Http404
    return FileResponse(rendition.file.open("rb"), as_attachment=True, filename=f"{slug}.pdf")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, slug: str) -> HttpResponse:
    """The form below a daily, on a page of its own: only those who write get a cookie."""
    update = _published(slug)
    answered = _answered(update, request.GET.get("to", ""))
    form = ReplyForm(request.POST or None, initial={"token": new_form_token()})
    if request.method == "POST" and form.is_valid():
        try:
            comment = comments.post_comment(
                update=update, reply=_reply(request, form, answered), at=timezone.now()
            )
        except CommentRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect("daily_thanks" if not comment.is_approved else "daily", slug=slug)
    form.renew_token()
    context = {"daily": update, "form": form, "answered": answered}
    return render(request, "tracker/reply.html", context, status=400 if form.errors else 200)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens with a reply that waits."""
    return render(request, "tracker/thanks.html", {"daily": _published(slug)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A reader objects to a comment; the answer is the same for the first and the tenth time."""
    comment = get_object_or_404(Comment.objects.approved().select_related("update"), pk=comment_id)
    form = ReportForm(request.POST or None)
    is_done = request.method == "POST" and form.is_valid()
    if is_done:
        comments.report_comment(
            comment=comment,
            reason=form.cleaned_data["reason"],
            network=network_of(request),
            at=timezone.now(),
        )
    context = {"comment": comment, "form": form, "is_done": is_done}
    return render(request, "tracker/report.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_replies(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button, since mail scanners follow every link; the POST acts."""
    is_done = request.method == "POST" and comments.stop_replies(token)
    return render(request, "tracker/stop_replies.html", {"is_done": is_done})


def _published(slug: str) -> DailyUpdate:
    published = DailyUpdate.objects.published().select_related("publication")
    return get_object_or_404(published, slug=slug)


def _article(editions: list[DailyEdition]) -> str | None:
    """The newest drawn article: a correction replaces a page, never leaves a gap."""
    drawn = [
        rendition
        for edition in editions
        for rendition in edition.renditions.all()
        if rendition.kind == DailyRendition.Kind.WEB and rendition.is_done
    ]
    if not drawn:
        return None
    with drawn[-1].file.open("rb") as file:
        return str(file.read().decode())


def _answered(update: DailyUpdate, pk: str) -> Comment | None:
    """The comment a reader wants to answer, if readers can see it."""
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 18):
        return None
    return update.comments.approved().filter(pk=int(pk)).first()


def _reply(request: HttpRequest, form: ReplyForm, answered: Comment | None) -> Reply:
    typed = form.cleaned_data
    return Reply(
        name=typed["name"],
        text=typed["text"],
        email=typed["email"],
        parent_id=answered.pk if answered else None,
        user=request.user if request.user.is_authenticated else None,
        network=network_of(request),
        wants_replies=typed["wants_replies"],
        form_token=typed["token"],
    )
