"""The renditions of an issue's editions: what their files are called, and how one is made."""

from __future__ import annotations

from datetime import datetime

from bulletins.issues import documents
from bulletins.issues.models import Edition, Rendition
from bulletins.publications import renditions

FILE_NAMES = {
    Rendition.Kind.WEB: "web.html",
    Rendition.Kind.EMAIL_HTML: "email.html",
    Rendition.Kind.EMAIL_TEXT: "email.txt",
    Rendition.Kind.PDF: "issue.pdf",
    Rendition.Kind.MAP_SVG: "map.svg",
    Rendition.Kind.MAP_PNG: "map.png",
    Rendition.Kind.CARD_PNG: "card.png",
}


class NotMade(Exception):
    """A file of an edition could not be made. The message says which and why."""


def make(*, rendition_id: int, at: datetime) -> bool:
    """Make a rendition that waits; see ``publications.renditions.make``."""
    row = Rendition.objects.select_related("edition__issue").filter(pk=rendition_id)
    return renditions.make(row, draw=_draw, name=_path, at=at)


def files_of(edition: Edition, *, at: datetime) -> dict[str, bytes]:
    """The renditions by file name: a draft's are drawn now, an edition's are the frozen ones.

    What no worker has made yet is made here. Raises ``NotMade``.
    """
    if not edition.pk:
        return {name: documents.draw(edition, kind) for kind, name in FILE_NAMES.items()}
    return {
        FILE_NAMES[Rendition.Kind(rendition.kind)]: _body(rendition, at)
        for rendition in edition.renditions.all()
    }


def _body(rendition: Rendition, at: datetime) -> bytes:
    make(rendition_id=rendition.pk, at=at)
    rendition.refresh_from_db()
    if not rendition.is_done:
        reason = rendition.error or f"it is {rendition.status}"
        raise NotMade(f"The {rendition.get_kind_display()} cannot be written: {reason}")
    with rendition.file.open("rb") as file:
        return bytes(file.read())


def _draw(rendition: Rendition) -> bytes:
    return documents.draw(rendition.edition, rendition.kind)


def _path(rendition: Rendition) -> str:
    edition = rendition.edition
    return f"{edition.sha256[:12]}-{edition.pk}/{FILE_NAMES[Rendition.Kind(rendition.kind)]}"
