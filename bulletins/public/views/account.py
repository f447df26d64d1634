"""A reader's own account: the name beside their replies, what they wrote, and the way out."""

from __future__ import annotations

from typing import cast

import requests
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.accounts import services
from bulletins.accounts.forms import NameForm
from bulletins.accounts.models import User
from bulletins.accounts.onward import next_path
from bulletins.tracker import changing, leaving
from bulletins.tracker.models import Comment

NEWEST = 50  # replies


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def your_account(request: HttpRequest) -> HttpResponse:
    """What is kept of whoever is signed in."""
    user = _person(request)
    form = NameForm(request.POST or None, initial={"name": user.name}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        services.rename(user=user, name=form.cleaned_data["name"])
        messages.success(request, "Your next replies carry this name.")
        return redirect("your_account")
    written = user.comments.exclude(text="").select_related("update__publication")
    replies = [(reply, _key_to(reply)) for reply in written.order_by("-created_at")[:NEWEST]]
    context = {"form": form, "replies": replies}
    return render(request, "public/your_account.html", context)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase_account(request: HttpRequest) -> HttpResponse:
    """Ask once more, then forget whoever is signed in."""
    user = _person(request)
    if request.method != "POST":
        return render(request, "public/erase_account.html", {"replies": user.comments.count()})
    keeps_words = request.POST.get("replies") != "away"
    try:
        leaving.erase_writer(user=user, keeps_words=keeps_words, at=timezone.now())
    except services.CannotErase as refusal:
        messages.error(request, str(refusal))
        return redirect("your_account")
    logout(request)
    return render(request, "public/account_erased.html", {"keeps_words": keeps_words})


@never_cache
@require_POST
def sign_in_by(request: HttpRequest, service: str) -> HttpResponse:
    """Send a reader on to another service, by a page of ours.

    A page and not a redirect: the policy lets forms be sent to this site only, and browsers hold
    the whole chain of redirects to that.
    """
    if service not in settings.SOCIAL_LOGINS:
        raise Http404
    provider = get_adapter().get_provider(request, service)
    try:
        onward = provider.redirect(request, "login", next_url=next_path(request) or None)
    except requests.RequestException:
        messages.error(request, f"{provider.name} does not answer. Try again, or sign in by mail.")
        return redirect("account_login")
    return render(request, "public/onward.html", {"name": provider.name, "address": onward.url})


def _key_to(reply: Comment) -> str:
    """The key to changing it; empty once it stands as it is."""
    return changing.key_to(reply) if changing.may_change(reply, at=timezone.now()) else ""


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
