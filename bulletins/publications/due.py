"""What is done, minute by minute, with all that is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import models

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)


def for_each(rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Act on every row; the trouble of one never stops the next.

    Returns for how many the answer was true. A failure is an error in the log, of which operators
    are mailed; the row stays due, so that the next minute tries again.
    """
    return sum(_survived(row, act) for row in rows)


def _survived(row: Row, act: Callable[[Row], object]) -> bool:
    try:
        return bool(act(row))
    except Exception:  # Whatever it is, what is due beside it goes out on time.
        kind = row._meta.verbose_name
        logger.exception("%s %s is due and failed; the next minute tries again", kind, row.pk)
        return False
