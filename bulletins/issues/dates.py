"""Dates in the house form."""

from __future__ import annotations

from datetime import date


def period_words(start: date, end: date) -> str:
    """“July 21 – 27, 2017”, “July 28 – August 3, 2017”, “December 29, 2017 – January 4, 2018”."""
    if start == end:
        return day_words(end)
    if start.year != end.year:
        return f"{day_words(start)} – {day_words(end)}"
    first = f"{start:%B} {start.day}"
    last = str(end.day) if start.month == end.month else f"{end:%B} {end.day}"
    return f"{first} – {last}, {end.year}"


def day_words(day: date) -> str:
    """“July 21, 2017”."""
    return f"{day:%B} {day.day}, {day.year}"
