"""Setting plain text: Arabic and Kurdish phrases say their direction and language."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bulletins.rendering import scripts

register = template.Library()


@register.filter
def phrases(text: str) -> SafeString:
    """Plain text, escaped, with its Arabic-script phrases marked."""
    return mark_safe(scripts.phrases(text))  # noqa: S308  # scripts.phrases escapes


@register.filter
def days_together(title: str) -> SafeString:
    """A title whose days, all that follows its first colon, do not part at the end of a line."""
    name, colon, days = title.partition(": ")
    return format_html('{}: <span class="days">{}</span>', name, days) if colon else escape(title)
