"""Asking a worker to look: once the rows are committed, and without harm when nobody hears."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: Task, *, queue: str = "default", **ids: Any) -> None:
    """Start the task after the current transaction. A deaf broker is logged, never raised.

    The row the task would look at is committed by then; the one-minute tick finds it again.
    """
    _once_committed(partial(task.apply_async, kwargs=ids, queue=queue, retry=False))


def ring_door(name: str, *, queue: str = "default", **ids: Any) -> None:
    """The same by name, for doors that stand above the rooms (``ishm/tasks.py``)."""
    _once_committed(partial(current_app.send_task, name, kwargs=ids, queue=queue, retry=False))


def _once_committed(ask: Callable[[], Any]) -> None:
    def ring_it() -> None:
        try:
            ask()
        except OperationalError as error:
            logger.warning("The broker does not answer (%s); the tick will ask again.", error)

    transaction.on_commit(ring_it)
