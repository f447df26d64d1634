"""Hands what failed to a worker, which mails it to operators (``ishm.failures``).

A log handler, made before Django has loaded any model: it only rings. When the broker is away, the
log has the failure anyway.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from hashlib import sha256
from traceback import extract_tb

from django.conf import settings

from ishm.celery import app

DOOR = "ishm.tasks.mail_failure"
HOUR = 3600
# What fails while a failure is reported must not be reported in turn.
_is_reporting: ContextVar[bool] = ContextVar("is_reporting", default=False)


class ErrorMails(logging.Handler):
    """Does nothing unless ``ERROR_MAILS_TO`` names somebody.

    Each process rings once an hour for the same failure: were it the mailing of failures itself
    that fails, ringing every time would never end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rung_at: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if settings.ERROR_MAILS_TO and not _is_reporting.get() and self._is_news(record):
            self._ring(record)

    def _is_news(self, record: logging.LogRecord) -> bool:
        recent = {key: at for key, at in self._rung_at.items() if record.created - at < HOUR}
        is_known = kind(record) in recent
        self._rung_at = {kind(record): record.created, **recent}
        return not is_known

    def _ring(self, record: logging.LogRecord) -> None:
        token = _is_reporting.set(True)
        try:
            app.send_task(DOOR, kwargs={"kind": kind(record), "text": self.format(record)})
        except Exception:  # Whoever logs has a failure already; this one must not be a second.
            logging.getLogger(__name__).warning("A failure could not be mailed.")
        finally:
            _is_reporting.reset(token)


def kind(record: logging.LogRecord) -> str:
    """The same for the same failure: where it was said, or where it was raised."""
    where = f"{record.name}:{record.msg}"
    if record.exc_info and record.exc_info[0] is not None:
        frames = extract_tb(record.exc_info[2])
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        where = f"{record.name}:{record.exc_info[0].__name__}:{place}"
    return sha256(where.encode()).hexdigest()[:32]
