"""Small things the desk's templates need to say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

from bulletins.desk import subjects
from bulletins.desk.services.pictures import LARGEST_FILE
from bulletins.rendering import html
from bulletins.revisions.compare import Piece
from bulletins.revisions.models import Versioned

register = template.Library()
register.simple_tag(subjects.kind_of, name="kind_of")
register.simple_tag(subjects.both_address_of)

_SHAPES = {
    "same": "{}",
    "gone": '<del><span class="visually-hidden">removed: </span>{}</del>',
    "new": '<ins><span class="visually-hidden">added: </span>{}</ins>',
}


@register.simple_tag
def csrf_cookie_name() -> str:
    """Where the browser keeps the token; the name differs between http and https."""
    return settings.CSRF_COOKIE_NAME


@register.simple_tag
def largest_picture() -> int:
    """How many bytes a picture may have."""
    return LARGEST_FILE


@register.simple_tag
def pieces(compared: list[Piece]) -> SafeString:
    """Compared words, those gone and those new marked for eyes and ears."""
    marked = ((format_html(_SHAPES[piece.kind], piece.text),) for piece in compared)
    return format_html_join("", "{}", marked)


@register.filter
def clean_html(text: str) -> SafeString:
    """Rich text as readers will see it, cleaned once more on its way out."""
    return mark_safe(html.clean(text))  # noqa: S308 - that is what cleaning is for


@register.filter
def ago(moment: datetime) -> str:
    """How long it is; less than a minute is “just now”."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment)} ago"


@register.simple_tag
def address_of(subject: Versioned) -> str:
    """The page of the desk on which it is written."""
    return subjects.address_of(subject)
