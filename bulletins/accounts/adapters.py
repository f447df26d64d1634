"""Where our rules meet django-allauth, which does the signing in."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from bulletins.accounts import audit, services
from bulletins.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts begin with our mail, mail goes through a worker, colleagues' sign-ins are kept."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not by allauth's form: ``views.sign_up`` makes no account before the mail is answered."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Colleagues to the desk, readers to what is kept of them."""
        user = request.user
        is_reader = isinstance(user, User) and not user.is_colleague()
        return reverse("your_account") if is_reader else super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Who is new by another service is a reader; colleagues come by invitation."""
        return reverse("your_account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The web process never talks to a mail server."""
        request = allauth_context.request
        links = {name: _here(link) for name, link in context.items() if name.endswith("_url")}
        site = {"request": request, "email": email, "site_name": settings.SITE_NAME}
        details = {**site, **context, **links}
        message = self.render_mail(template_prefix, email, details)
        services.post_mail(
            recipient=email,
            subject=message.subject,
            body=str(message.body),
            at=timezone.now(),
        )

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.SITE_NAME}: {subject}"

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        if user.is_colleague():
            with audit.acting(user):
                audit.record(action="signed in", subject=user, at=timezone.now())
        return super().post_login(request, user, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are stored encrypted: a stolen database does not sign in."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)


def _here(link: str) -> str:
    """The link under ``SITE_URL``: the host allauth puts there is what the request claimed."""
    parts = urlsplit(link)
    return settings.SITE_URL + parts._replace(scheme="", netloc="").geturl()


def _box() -> Fernet:
    key = sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
