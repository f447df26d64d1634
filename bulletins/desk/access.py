"""Who may open which page of the desk, and what the others are told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url

from bulletins.accounts.models import User

WRITE = "issues.change_entry"
EDIT = "issues.change_issue"
APPROVE = "issues.approve_issue"
PUBLISH = "issues.publish_issue"
SEND = "issues.send_issue"
WRITE_DAILY = "tracker.change_dailyupdate"
PUBLISH_DAILY = "tracker.publish_dailyupdate"
MODERATE = "tracker.moderate_comment"
PLACES = "gazetteer.change_place"
TERMS = "guide.change_term"
MAILINGS = "subscribers.view_mailing"
READERS = "subscribers.change_subscriber"

_REFUSALS = {
    WRITE: "Your account has no role at the desk yet. Ask a publisher to make you a reporter.",
    EDIT: "Editors and publishers do this. Your own entries are safe; ask an editor.",
    APPROVE: "Only editors and publishers approve an issue.",
    PUBLISH: "Only publishers publish, correct or withdraw an issue.",
    PUBLISH_DAILY: "Only publishers publish, correct, withdraw or send a daily.",
    SEND: "Only publishers send an issue to its readers.",
    MODERATE: "Editors and publishers decide on comments.",
    PLACES: "Editors and publishers look after the gazetteer.",
    TERMS: "Editors and publishers look after the Reference Guide.",
    MAILINGS: "Editors and publishers see what became of a mailing.",
    READERS: "Only publishers see who the readers are: their addresses were given to us in trust.",
}

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request whose sender is known to be a signed-in colleague."""

    user: User
    htmx: Any


def desk_page(permission: str = WRITE) -> Callable[[View], View]:
    """Open a view to those who have ``permission``.

    A page that saves in the background gets a plain 401 or 403 with words, so that it can keep
    the text and say what happened; a person gets the sign-in page.
    """

    def open_to_those(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return _ask_to_sign_in(request)
            if not (user.has_perm(WRITE) and user.has_perm(permission)):
                return _refuse(request, permission if user.has_perm(WRITE) else WRITE)
            return view(request, *args, **kwargs)

        return guarded

    return open_to_those


def is_background(request: HttpRequest) -> bool:
    """The request comes from a script of ours, which wants JSON."""
    return request.headers.get("X-Requested-With") == "fetch"


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    sign_in = resolve_url(settings.LOGIN_URL)
    if is_background(request):
        words = "You have been signed out. Your text is kept in this browser: sign in to save it."
        return JsonResponse({"message": words, "sign_in": sign_in}, status=401)
    if request.headers.get("HX-Request"):
        # No redirect: it would carry the writer away from words that are not saved yet.
        return HttpResponse("You have been signed out.", status=401)
    return redirect_to_login(request.get_full_path(), sign_in)


def _refuse(request: HttpRequest, permission: str) -> HttpResponse:
    words = _REFUSALS.get(permission, "Your role may not do this. Nothing was changed.")
    if is_background(request):
        return JsonResponse({"message": words}, status=403)
    return render(request, "desk/refused.html", {"words": words}, status=403)
