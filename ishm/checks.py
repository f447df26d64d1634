"""Setup mistakes, all named at once, before anything starts (``manage.py check``).

Errors keep every process from starting; warnings are said and leave the choice to the operator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

LEAST_KEY_LETTERS = 50


def environment_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A value that cannot be read must not be replaced by a default in silence."""
    return [
        Error(f"{problem}.", hint="Correct it or take it away.", id="ishm.E002")
        for problem in settings.ENVIRONMENT_PROBLEMS
    ]


def site_url_is_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every link in a mail starts with ``SITE_URL``; half an address would break them all."""
    if settings.SITE_URL.startswith(("http://", "https://")):
        return []
    return [
        Error(
            f"SITE_URL is “{settings.SITE_URL}”, which is not an address.",
            hint="Give the whole address, for example https://bulletin.example.org.",
            id="ishm.E001",
        )
    ]


def secret_key_is_given(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In public, the key must outlive the data folder: links in sent mails are signed with it."""
    if not settings.IS_SECURE:
        return []
    if not settings.HAS_OWN_SECRET_KEY:
        return [Error("SECRET_KEY is not set.", hint=KEY_HINT, id="ishm.E003")]
    if len(settings.SECRET_KEY) < LEAST_KEY_LETTERS:
        message = f"SECRET_KEY has fewer than {LEAST_KEY_LETTERS} letters."
        return [Error(message, hint=KEY_HINT, id="ishm.E004")]
    return []


KEY_HINT = (
    "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))', "
    "and keep a copy where the backups are."
)


def mail_server_is_given(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """In public, mail that goes into files would be missed by everybody."""
    if not settings.IS_SECURE or settings.EMAIL_URL:
        return []
    return [
        Error(
            "EMAIL_URL is not set, so no mail would leave this machine.",
            hint="For example: submission://user:password@relay.example.org:587",
            id="ishm.E005",
        )
    ]


def lease_outlasts_a_message(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """No message is begun in the last two timeouts of a lease: in a shorter one, none ever is."""
    two_timeouts = 2 * settings.EMAIL_TIMEOUT
    if two_timeouts < settings.SENDING_LEASE:
        return []
    return [
        Error(
            f"SENDING_LEASE is {settings.SENDING_LEASE} seconds, so no mail would be begun.",
            hint=f"Set it well above twice EMAIL_TIMEOUT ({two_timeouts} s), or leave both out.",
            id="ishm.E007",
        )
    ]


def debug_is_off_in_public(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Error pages of ``DEBUG`` show settings and source to everybody."""
    if not (settings.IS_SECURE and settings.DEBUG):
        return []
    return [Error("DEBUG is on.", hint="Take it away; errors are in the log.", id="ishm.E006")]


def servers_fit_the_public(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The embedded database and broker are for one machine and a try."""
    if not settings.IS_SECURE:
        return []
    found: list[CheckMessage] = []
    if not settings.REDIS_URL:
        found.append(
            checks.Warning(
                "REDIS_URL is not set, so the embedded Redis is used.",
                hint="It may lack security fixes. Run a Redis or Valkey that the system updates.",
                id="ishm.W001",
            )
        )
    if not settings.DATABASE_URL:
        found.append(
            checks.Warning(
                "DATABASE_URL is not set, so SQLite is used.",
                hint="It is fine for one machine with few editors; PostgreSQL is tested as well.",
                id="ishm.W002",
            )
        )
    return found


CHECKS: list[Callable[..., list[CheckMessage]]] = [
    environment_can_be_read,
    site_url_is_whole,
    secret_key_is_given,
    mail_server_is_given,
    lease_outlasts_a_message,
    debug_is_off_in_public,
    servers_fit_the_public,
]


def refuse_wrong_setup(**kwargs: Any) -> None:
    """Keep a server process from starting with any of the errors above; it names them all."""
    found = [message for check in CHECKS for message in check(None)]
    errors = [str(message) for message in found if message.level >= checks.ERROR]
    if errors:
        # Not an ordinary exception: Celery would log it and go on.
        raise SystemExit("Nothing was started.\n" + "\n".join(errors))
