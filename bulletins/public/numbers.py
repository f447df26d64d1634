"""Numbers and dates out of addresses: whatever was typed, never an error."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """The page asked for; 1 when that is no number or below one."""
    asked = request.GET.get("page", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 7
    return max(1, int(asked)) if is_number else 1


def day(text: str) -> date | None:
    """“2017-07-21” as a date; None when it is none, like February 30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
