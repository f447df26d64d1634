"""Frozen articles of pages, less what they lead to while a worker is still drawing it."""

from __future__ import annotations

import re

_PDF = re.compile(r'<li><a class="button" href="[^"]*\.pdf" download>[^<]*</a></li>\n')
_MAP = re.compile(r'<figure class="map" id="map">.*?</figure>\n', re.DOTALL)


def without_pdf(article: str) -> str:
    """The article without its button for the PDF."""
    return _PDF.sub("", article, count=1)


def without_map(article: str) -> str:
    """The article without the picture of its map."""
    return _MAP.sub("", article, count=1)
