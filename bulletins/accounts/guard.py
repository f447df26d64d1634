"""The second lock: what reaches readers, or makes somebody more, asks who acts once more.

Every page has its permission (``tests/project/test_who_may_open_what.py``). Should a page ever
forget it, the service behind it still refuses. When nobody acts, it is the clock or an operator at
the command line, who may.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from bulletins.accounts import audit

P = ParamSpec("P")
R = TypeVar("R")


def ask_for(action: str, subject: Model) -> None:
    """Refuse to add, change or delete a row of a kind whoever acts has no permission for."""
    kind = subject._meta
    ask_whether_may(f"{kind.app_label}.{action}_{kind.model_name}")


def ask_whether_may(permission: str) -> None:
    """Refuse one choice of a service to whoever acts without this permission."""
    person = audit.who_acts()
    if person is not None and not person.has_perm(permission):
        raise PermissionDenied(f"This needs {permission}.")


def only_for(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse a service to whoever acts without this permission."""

    def guard(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            person = audit.who_acts()
            if person is not None and not person.has_perm(permission):
                raise PermissionDenied(f"{service.__name__} needs {permission}.")
            return service(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard
