"""Setting plain text: Arabic and Kurdish phrases say their direction and language."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from bulletins.rendering import scripts

register = template.Library()


@register.filter
def phrases(text: str) -> SafeString:
    """Plain text, escaped, with its Arabic-script phrases marked."""
    return mark_safe(scripts.phrases(text))  # noqa: S308  # scripts.phrases escapes
