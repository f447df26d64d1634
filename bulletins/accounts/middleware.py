"""Who acts, and whether they have proved it well enough."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from bulletins.accounts.audit import acting
from bulletins.accounts.models import User

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
# Any of these needs more than a password, also where a single person was given it by hand.
POWERS = (
    "issues.publish_issue",
    "issues.send_issue",
    "tracker.publish_dailyupdate",
    "subscribers.view_subscriber",
    "accounts.change_user",
)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def known_methods(get_response: GetResponse) -> GetResponse:
    """Nothing on the site is done by another method, whatever a library's views would take."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return middleware


def whole_addresses(get_response: GetResponse) -> GetResponse:
    """An address with a zero byte names nothing here; PostgreSQL would fail to look for it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path:
            raise Http404
        return get_response(request)

    return middleware


def who_acts(get_response: GetResponse) -> GetResponse:
    """What a request does is recorded under the name of whoever sent it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with acting(request.user):  # Lazy: nobody is looked up unless something is recorded.
            return get_response(request)

    return middleware


def second_factor(get_response: GetResponse) -> GetResponse:
    """People with power get nowhere without a second factor, except to set one up."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not (settings.MFA_REQUIRED and lacks_second_factor(request)):
            return get_response(request)
        messages.warning(
            request,
            "You can publish, mail readers or see who they are, so a password alone is not enough. "
            "Add an authenticator app or a passkey here; everything else opens after that.",
        )
        return redirect("mfa_index")

    return middleware


def lacks_second_factor(request: HttpRequest) -> bool:
    """Somebody with power, outside of the pages where a second factor is set up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or is_way_there(request.path):
        return False
    user = request.user
    return isinstance(user, User) and any(map(user.has_perm, POWERS)) and not is_mfa_enabled(user)


def is_way_there(path: str) -> bool:
    """The pages one needs in order to set it up, or to leave."""
    open_paths = (
        reverse("mfa_index"),
        reverse("account_logout"),
        reverse("account_reauthenticate"),
    )
    return path.startswith((*open_paths, settings.STATIC_URL))
