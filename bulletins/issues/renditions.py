"""The renditions of an issue's editions: what their files are called, and how one is made."""

from __future__ import annotations

from datetime import datetime

from bulletins.issues import documents
from bulletins.issues.models import Rendition
from bulletins.publications import renditions

FILE_NAMES = {
    Rendition.Kind.WEB: "web.html",
    Rendition.Kind.EMAIL_HTML: "email.html",
    Rendition.Kind.EMAIL_TEXT: "email.txt",
    Rendition.Kind.PDF: "issue.pdf",
    Rendition.Kind.MAP_SVG: "map.svg",
    Rendition.Kind.MAP_PNG: "map.png",
}


def make(*, rendition_id: int, at: datetime) -> bool:
    """Make a rendition that waits; see ``publications.renditions.make``."""
    row = Rendition.objects.select_related("edition__issue").filter(pk=rendition_id)
    return renditions.make(row, draw=_draw, name=_path, at=at)


def _draw(rendition: Rendition) -> bytes:
    return documents.draw(rendition.edition, rendition.kind)


def _path(rendition: Rendition) -> str:
    edition = rendition.edition
    return f"{edition.sha256[:12]}-{edition.pk}/{FILE_NAMES[Rendition.Kind(rendition.kind)]}"
