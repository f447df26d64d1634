"""The secrets in our links and headers: short, not guessable, bound to one purpose.

Links that must work for years are computed from the key, not stored; links that work once are
random and stored as a hash only (``Confirmation.token_sha256``).
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

_ID_BYTES, _MAC_BYTES = 6, 10  # together 22 characters, so that List-Unsubscribe stays one line
TOKEN_LENGTH = 22


class WrongToken(Exception):
    """The link was not made by us, or not for this purpose."""


def unsubscribe_token(subscription_id: int) -> str:
    """Names a person and a list; it does not expire."""
    return _sealed("unsubscribe", subscription_id)


def preferences_token(subscriber_id: int) -> str:
    """Names a person; it does not expire."""
    return _sealed("preferences", subscriber_id)


def subscription_of(token: str) -> int:
    """The subscription an unsubscribe link is for. Raises ``WrongToken``."""
    return _opened("unsubscribe", token)


def subscriber_of(token: str) -> int:
    """The person a preferences link is for. Raises ``WrongToken``."""
    return _opened("preferences", token)


def message_id(*, mailing_id: int, subscriber_id: int, domain: str) -> str:
    """The same for every attempt, and nobody else can foretell it."""
    code = _mac("message-id", f"{mailing_id}|{subscriber_id}".encode()).hex()[:32]
    return f"<{mailing_id}.{code}@{domain}>"


def bounce_mark(delivery_id: int) -> str:
    """What stands in a Return-Path after ``b+``: the delivery, sealed."""
    return f"{delivery_id}.{_mac('bounce', str(delivery_id).encode()).hex()[:16]}"


def delivery_of(mark: str) -> int:
    """The delivery a bounce address is for. Raises ``WrongToken``."""
    number, _, _ = mark.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise WrongToken
    if not hmac.compare_digest(mark.encode(errors="replace"), bounce_mark(int(number)).encode()):
        raise WrongToken
    return int(number)


def one_time_token() -> tuple[str, str]:
    """A fresh secret for one mail, and the hash to store instead of it."""
    token = secrets.token_urlsafe(16)
    return token, stored_form(token)


def stored_form(token: str) -> str:
    """The hash under which a one-time token is found again."""
    return sha256(token.encode()).hexdigest()


def _sealed(purpose: str, number: int) -> str:
    plain = number.to_bytes(_ID_BYTES, "big")
    return urlsafe_b64encode(plain + _mac(purpose, plain)[:_MAC_BYTES]).decode().rstrip("=")


def _opened(purpose: str, token: str) -> int:
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise WrongToken
    try:
        raw = urlsafe_b64decode(token + "==")
    except ValueError as error:
        raise WrongToken from error
    number = int.from_bytes(raw[:_ID_BYTES], "big")
    # Sealing again, not only the seal: base64 has several spellings of its last character.
    if not hmac.compare_digest(token, _sealed(purpose, number)):
        raise WrongToken
    return number


def _mac(purpose: str, message: bytes) -> bytes:
    return hmac.digest(_key(settings.SECRET_KEY, purpose), message, "sha256")


@lru_cache(maxsize=16)
def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"bulletins.subscribers {purpose}".encode(), "sha256")
