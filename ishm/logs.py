"""What the log says, without readers' addresses and without keys."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection
from typing import Any

# None of these looks twice at a letter (“++”): an address of 60,000 letters is logged, too.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(\.[\w-]++)++")
# The password of a relay or database, whose host may be a bare name.
PASSWORD = re.compile(r"(?<=://)[^/\s@:]*+:[^/\s@]*+(?=@)")
# Keys in links are long, and of letters no word of ours is made of; task ids have dashes.
KEY = re.compile(r"(?<=[/:])[\w-]{20,}+(?!\.\w)")
# Ends of lines, and what moves or colors a terminal.
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# One line per page and step: of interest to nobody who reads the log. Of every slip of every old
# PDF, what matters is said by the import; of every returned mail, by its report.
QUIET = {
    "weasyprint.progress": "WARNING",
    "fontTools": "WARNING",
    "pypdf": "CRITICAL",
    "flufl.bounce": "CRITICAL",
}
# Where Celery tells of every task it takes and of every one it has done.
TASK_LOGGERS = ("celery.worker.strategy", "celery.app.trace")
SLOW = 10.0  # seconds; a task that only looks for work takes less than a tenth of one


def masked(text: str) -> str:
    """The text with every address, every key of a link and every server's password taken out."""
    return KEY.sub("[key]", ADDRESS.sub("[address]", PASSWORD.sub("[password]", text)))


def _as_escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def configuration(*, is_json: bool, level: str) -> dict[str, Any]:
    """Everything goes to the terminal, and errors to whoever is to be mailed about them."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": LineFormatter, "format": LINE},
            "json": {"()": JsonFormatter},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if is_json else "line",
            },
            "mail": {
                "class": "ishm.error_mails.ErrorMails",
                "level": "ERROR",
                "formatter": "line",
            },
        },
        "root": {"handlers": ["console", "mail"], "level": level},
        "loggers": {name: {"level": least} for name, least in QUIET.items()},
    }


class Routine(logging.Filter):
    """Says nothing of tasks that look for work every minute, unless one is slow or fails.

    Thirty lines a minute would hide the one that matters. The work they find has tasks and lines
    of its own.
    """

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = names

    def filter(self, record: logging.LogRecord) -> bool:
        task = getattr(record, "data", {})
        if record.levelno > logging.INFO or task.get("name") not in self.names:
            return True
        return bool(task.get("runtime", 0) >= SLOW)


class LineFormatter(logging.Formatter):
    """Lines for people."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """One line, whatever a stranger sent: what looks like an entry is one."""
        record.message = CONTROLS.sub(_as_escape, record.message)
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object for each entry, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if record.exc_info:
            entry["error"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
