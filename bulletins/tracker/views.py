"""Pages of the daily: the post as it was frozen, the conversation as it stands."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from bulletins.accounts.models import User
from bulletins.accounts.networks import network_of
from bulletins.publications import articles
from bulletins.tracker import changing, comments
from bulletins.tracker.comments import CommentRefused, Reply, takes_comments
from bulletins.tracker.forms import ReplyForm, ReportForm, WordsForm, new_form_token
from bulletins.tracker.models import (
    Comment,
    DailyEdition,
    DailyRendition,
    DailyUpdate,
    Storyline,
)
from bulletins.tracker.thread import branches

NEWEST = 40  # dailies; a little more than a month of them


@require_safe
def daily_list(request: HttpRequest) -> HttpResponse:
    """The newest dailies by month, and the way to every earlier month."""
    newest = _by_month(DailyUpdate.objects.readable().as_readers_see()[:NEWEST])
    context = {"months": newest, "archive": _archive()}
    return render(request, "tracker/daily_list.html", context)


@require_safe
def daily_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The dailies of one month; one that reaches into the next stands where it ends."""
    if not date.min.year <= year <= date.max.year:
        raise Http404
    readable = DailyUpdate.objects.readable().as_readers_see()
    found = _by_month(readable.filter(date_end__year=year, date_end__month=month))
    if not found:
        raise Http404
    context = {"months": found, "archive": _archive(), "month": found[0][0]}
    return render(request, "tracker/daily_list.html", context)


@require_safe
def daily_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The way to the daily about a day, whatever its address became."""
    try:
        asked = date(year, month, day)
    except ValueError:
        raise Http404 from None
    update = DailyUpdate.objects.published().covering(asked).first()
    if update is None or update.slug is None:
        raise Http404
    return redirect("daily", update.slug)


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
    earlier, later = DailyUpdate.objects.readable().as_readers_see().beside(update)
    context = {
        "daily": update,
        "earlier": earlier,
        "later": later,
        "article": article,
        "corrections": [edition for edition in reversed(editions) if edition.note],
        "branches": branches(update),
        "storylines": Storyline.objects.filter(items__update=update).distinct(),
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
    wanted = _number(request.GET.get("to", ""))
    answered = update.comments.approved().filter(pk=wanted).first() if wanted else None
    form = ReplyForm(
        request.POST or None, writer=_writer(request), initial={"token": new_form_token()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            comment = comments.post_comment(
                update=update, reply=_reply(request, form, wanted), at=timezone.now()
            )
        except CommentRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect(_thanks_for(comment))
    form.renew_token()
    context = {
        "daily": update,
        "form": form,
        "answered": answered,
        "other_ways": settings.SOCIAL_LOGINS,
        "next": request.get_full_path(),
    }
    return render(request, "tracker/reply.html", context, status=400 if form.errors else 200)


@never_cache
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens with the reply; its writer, who holds its key, may still change it."""
    key = request.GET.get("key", "")
    comment = changing.comment_of(key) if key else None
    may_change = comment is not None and changing.may_change(comment, at=timezone.now())
    minutes = int(changing.MAY_CHANGE.total_seconds() // 60) if may_change else 0
    context = {"daily": _published(slug), "comment": comment, "key": key, "minutes": minutes}
    return render(request, "tracker/thanks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_reply(request: HttpRequest, key: str) -> HttpResponse:
    """Its writer changes a reply shortly after sending it."""
    comment = changing.comment_of(key)
    if comment is None or not changing.may_change(comment, at=timezone.now()):
        return render(request, "tracker/change_over.html", status=410)
    form = WordsForm(request.POST or None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            changed = changing.change(comment=comment, text=text, at=timezone.now())
        except CommentRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect(_thanks_for(changed, key=key))
    context = {"daily": comment.update, "form": form, "key": key}
    return render(request, "tracker/change_reply.html", context, status=400 if form.errors else 200)


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


@csrf_exempt  # Mail programs send RFC 8058's one click; the token in the address is the key.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_replies(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows the button, since mail scanners follow every link; the POST acts."""
    is_done = request.method == "POST" and comments.stop_replies(token)
    return render(request, "tracker/stop_replies.html", {"is_done": is_done})


def _thanks_for(comment: Comment, *, key: str = "") -> str:
    asked = urlencode({"key": key or changing.key_to(comment)})
    return f"{reverse('daily_thanks', args=[comment.update.slug])}?{asked}"


def _by_month(dailies: QuerySet[DailyUpdate]) -> list[tuple[date, list[DailyUpdate]]]:
    ordered = dailies.select_related("publication")
    months = groupby(ordered, key=lambda daily: daily.date_end.replace(day=1))
    return [(month, list(found)) for month, found in months]


def _archive() -> list[tuple[date, int]]:
    """Every month with the number of its dailies, newest first."""
    counted = DailyUpdate.objects.readable().annotate(month=TruncMonth("date_end"))
    months = counted.values("month").annotate(dailies=Count("pk")).order_by("-month")
    return list(months.values_list("month", "dailies"))


def _published(slug: str) -> DailyUpdate:
    published = DailyUpdate.objects.as_readers_see().select_related("publication")
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
        article = str(file.read().decode())
    return article if _has_pdf(editions) else articles.without_pdf(article)


def _has_pdf(editions: list[DailyEdition]) -> bool:
    """Of any edition: the newest that is drawn is given out."""
    return any(
        rendition.kind == DailyRendition.Kind.PDF and rendition.is_done
        for edition in editions
        for rendition in edition.renditions.all()
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def _writer(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _reply(request: HttpRequest, form: ReplyForm, parent_id: int | None) -> Reply:
    typed, writer = form.cleaned_data, form.writer
    return Reply(
        name=typed["name"] if "name" in typed else str(writer),
        text=typed["text"],
        email=writer.email if writer else typed["email"],
        parent_id=parent_id,
        user=writer,
        network=network_of(request),
        wants_replies=typed["wants_replies"],
        form_token=typed["token"],
    )
