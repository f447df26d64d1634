"""Showing what strangers wrote."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from bulletins.rendering.links import paragraphs_with_links

register = template.Library()


@register.filter
def as_paragraphs(text: str) -> SafeString:
    """Plain text as paragraphs with links that hide nothing."""
    return paragraphs_with_links(text)
