"""Readers who sign in by another service in order to reply. django-allauth does the talking.

Only for readers: a colleague signs in with a password and the second factor, so that nobody at
another service can open the desk. And only with an address that service has proved, since an
account here stands for a mailbox.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

import requests
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from bulletins.accounts.models import User
from bulletins.rendering import fetching

logger = logging.getLogger(__name__)


class SocialAdapter(DefaultSocialAccountAdapter):
    """Who may come in by another service, and how that service is asked."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """``pre_social_login`` has turned away whoever may not."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Let in known readers, and new ones with a proved address nobody here has."""
        if sociallogin.state.get("process") != "login":
            _turn_away(request, "An account is made by another service, or by mail, not by both.")
        if sociallogin.is_existing:
            _refuse_colleague(request, sociallogin.user)
            return
        proved = [one for one in sociallogin.email_addresses if _is_proved(one)]
        if not proved:
            _turn_away(
                request,
                "That service does not say that your address is proved, so no account was made. "
                "You can make one by mail.",
            )
        if User.objects.filter(email__iexact=proved[0].email).exists():
            _turn_away(
                request,
                f"There is an account with the address {proved[0].email} already. Sign in with "
                "its password, or ask for a new password.",
            )
        proved[0].verified = True
        sociallogin.email_addresses = proved[:1]
        sociallogin.user.email = proved[0].email

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Back to our own page with words a reader can do something with."""
        if error == AuthError.CANCELLED:
            _turn_away(
                request,
                "You were not signed in. You can reply without an account, or sign in here.",
            )
        if exception is not None:
            logger.warning("%s: %s", getattr(provider, "name", provider), exception)
        _turn_away(
            request,
            "That service gave no proper answer, so nobody was signed in. Try again, or make an "
            "account by mail.",
        )

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """The name, in one piece as people give it."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(filter(None, parts)))[:80]
        return user

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[Any]:
        """Those of the settings; a row in the database configures nothing."""
        found = super().list_apps(request, provider=provider, client_id=client_id)
        return [app for app in found if app.pk is None]

    def get_requests_session(self) -> requests.Session:
        """The web process asks nobody but the service that was configured, by the guard."""
        session = requests.Session()
        session.trust_env = False
        session.max_redirects = 0
        for scheme in ("https://", "http://"):
            session.mount(scheme, GuardedTransport())
        return session


class GuardedTransport(BaseAdapter):
    """requests over the guarded fetcher: public addresses, TLS, five seconds, 64 KB."""

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Ask once; what the guard refuses is a failed connection."""
        body = request.body.encode() if isinstance(request.body, str) else None
        headers = {name: str(value) for name, value in request.headers.items()}
        try:
            answer, content = fetching.exchange(
                request.url or "", request.method or "GET", headers=headers, body=body
            )
        except (fetching.Refused, fetching.Unreachable) as error:
            raise requests.ConnectionError(str(error), request=request) from error
        response = requests.Response()
        response.status_code, response.reason = answer.status, answer.reason
        response.headers = CaseInsensitiveDict(answer.getheaders())
        response.url, response.request = request.url or "", request
        response._content = content  # noqa: SLF001 – as requests' own tests make an answer
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def _is_proved(address: EmailAddress) -> bool:
    """The service says so: true, or as some write it “true”; “false” is a word, too."""
    return address.verified is True or str(address.verified).lower() == "true"


def _refuse_colleague(request: HttpRequest, user: User) -> None:
    if user.is_colleague():
        _turn_away(request, "Whoever works at the desk signs in with a password.")


def _turn_away(request: HttpRequest, words: str) -> NoReturn:
    """Back to the sign-in page, with the reason."""
    messages.error(request, words)
    raise ImmediateHttpResponse(redirect("account_login"))
