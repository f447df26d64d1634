"""A daily's days, the way its titles write them."""

from __future__ import annotations

from datetime import date


def days_words(start: date, end: date) -> str:
    """“21 JUN”, “21/22 JUN”, “30 JUN/1 JUL”. The year stands in the address, not in the title."""
    last = f"{end.day} {_month(end)}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}/{last}"
    return f"{start.day} {_month(start)}/{last}"


def _month(day: date) -> str:
    return f"{day:%b}".upper()
