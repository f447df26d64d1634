"""The audit log: services say what was done, the request says by whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from bulletins.accounts.models import AuditEvent, User

_acting: ContextVar[User | AnonymousUser | None] = ContextVar("acting", default=None)


@contextmanager
def acting(user: User | AnonymousUser | None) -> Iterator[None]:
    """Whatever is recorded inside was done by this person (None: the clock, the command line)."""
    before = _acting.set(user)
    try:
        yield
    finally:
        _acting.reset(before)


def who_acts() -> User | AnonymousUser | None:
    """The person behind this request; None for the clock and the command line."""
    return _acting.get()


def record(
    *, action: str, subject: object, detail: str = "", at: datetime | None = None
) -> AuditEvent:
    """Add to the log; part of the transaction of what is recorded, so neither is without the other.

    ``action`` is a verb in the past (“published”), ``subject`` what it was done to. No address of a
    reader and no token may stand in either: the log is kept for ever.
    """
    person = who_acts()
    return AuditEvent.objects.create(
        at=at or timezone.now(),
        actor_id=person.pk if person else None,
        action=action,
        subject=str(subject)[:240],
        detail=detail[:500],
    )
