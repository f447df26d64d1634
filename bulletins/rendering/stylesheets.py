"""The style sheets in ``static/css``, for documents that carry their styles with them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders


@cache
def rules(name: str) -> str:
    """The text of a style sheet, such as ``css/email.css``; read once per process."""
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"The style sheet {name} is not among the static files.")
    return Path(path).read_text()


def together(names: Iterable[str]) -> str:
    """The text of several, as one sheet."""
    return "\n".join(map(rules, names))
