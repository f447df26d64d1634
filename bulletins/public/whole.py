"""An issue as one file that needs nothing else: to keep, to pass on, to read without a network."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from bulletins.issues.models import Edition
from bulletins.public import meta

_SHEETS = ("css/tokens.css", "css/base.css", "css/parts.css", "css/site.css", "css/issue.css")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def whole_file(edition: Edition, *, article: str, map_svg: bytes, address: str) -> str:
    """The article with its styles and map inside; its other links lead to the site."""
    picture = f"data:image/svg+xml;base64,{b64encode(map_svg).decode()}"
    article = article.replace('src="map.svg"', f'src="{picture}"')
    article = re.sub(r'href="(issue\.pdf|map\.svg)"', rf'href="{address}\1"', article)
    article = re.sub(r'(href|src)="/(?!/)', rf'\1="{meta.whole("/")}', article)
    context = {
        "title": edition.content["title"],
        "language": edition.content["publication"]["language"],
        "styles": mark_safe(_styles()),  # noqa: S308  # our own style sheets
        "article": mark_safe(article),  # noqa: S308  # frozen, cleaned when it was drawn
        "citation": meta.citation(edition, address),
        "address": address,
    }
    return render_to_string("public/whole.html", context)


@cache
def _styles() -> str:
    """The style sheets of an issue's page."""
    sheets = (finders.find(name) for name in _SHEETS)
    text = "\n".join(Path(str(sheet)).read_text() for sheet in sheets)
    return re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", text))
