"""How long something still takes, as people say it."""

from __future__ import annotations

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def spoken(span: timedelta) -> str:
    """“40 s”, “12 min”, “3 h 12 min”: never more exact than it can be known."""
    seconds = round(span.total_seconds())
    if seconds < 90:
        return f"{max(seconds, 1)} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
