"""What the log says, without readers' addresses and without keys."""

from __future__ import annotations

import json
import logging
import re

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
# Keys in links are long, and of letters no word of ours is made of; task ids have dashes.
KEY = re.compile(r"(?<=/)[\w-]{20,}(?=[/\s]|$)")


def masked(text: str) -> str:
    """The text with every address and every key of a link taken out."""
    return KEY.sub("[key]", ADDRESS.sub("[address]", text))


class LineFormatter(logging.Formatter):
    """Lines for people."""

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
