"""Where our rules meet django-allauth, which does the signing in."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bulletins.accounts import audit, services
from bulletins.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers by themselves, mail goes through a worker, sign-ins are recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The web process never talks to a mail server."""
        request = allauth_context.request
        details = {"request": request, "email": email, "site_name": settings.SITE_NAME, **context}
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


def _box() -> Fernet:
    key = sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
