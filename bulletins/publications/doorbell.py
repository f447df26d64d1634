"""Asking a worker to look: once the rows are committed, and without harm when nobody hears."""

from __future__ import annotations

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: Task, *, queue: str = "default", **ids: Any) -> None:
    """Start the task after the current transaction. A deaf broker is logged, never raised.

    The row the task would look at is committed by then; the one-minute tick finds it again.
    """

    def ask() -> None:
        try:
            task.apply_async(kwargs=ids, queue=queue, retry=False)
        except OperationalError as error:
            logger.warning("The broker does not answer (%s); the tick will ask again.", error)

    transaction.on_commit(ask)
