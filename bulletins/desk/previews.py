"""Drawing a preview in the worker: claim, draw, store, settle."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.utils import timezone

from bulletins.desk.models import Preview
from bulletins.issues import documents, links, proofs, renditions
from bulletins.issues.models import Edition, Issue, Rendition
from bulletins.publications.editions import Content

logger = logging.getLogger(__name__)

_ENDINGS = {
    Preview.Kind.WEB: "html",
    Preview.Kind.EMAIL: "html",
    Preview.Kind.PDF: "pdf",
    Preview.Kind.PROOF: "html",
}
# Where the bar stands when the drawing begins, and when only storing is left.
_BEGUN, _DRAWN = 30, 95


def draw(*, preview_id: int, at: datetime) -> bool:
    """Draw a preview that waits. False when another worker has it, or it failed."""
    claimed = Preview.objects.waiting().filter(pk=preview_id)
    if not claimed.update(status=Preview.Status.DRAWING, progress=_BEGUN):
        return False
    preview = Preview.objects.select_related("issue__publication").get(pk=preview_id)
    try:
        body = _body(preview, at)
    except Exception as error:  # Whatever goes wrong in a drawing belongs on the row, for a person.
        logger.exception("Preview %s failed", preview_id)
        _settle(preview, status=Preview.Status.FAILED, error=f"{type(error).__name__}: {error}")
        return False
    name = f"{preview.sha256[:12]}-{preview.pk}.{_ENDINGS[Preview.Kind(preview.kind)]}"
    preview.file.save(name, ContentFile(body), save=False)
    _settle(preview, status=Preview.Status.DONE, file=str(preview.file.name), progress=100)
    return True


def _body(preview: Preview, at: datetime) -> bytes:
    edition = edition_of(preview.issue, preview.content, at=at)
    if preview.kind == Preview.Kind.PROOF:
        return _proof(edition, at=at, report=partial(_advance, preview))
    return _DRAWINGS[Preview.Kind(preview.kind)](edition)


def _advance(preview: Preview, part: float) -> None:
    Preview.objects.filter(pk=preview.pk, sha256=preview.sha256).update(
        progress=round(_BEGUN + part * (_DRAWN - _BEGUN))
    )


def _proof(edition: Edition, *, at: datetime, report: proofs.Report) -> bytes:
    """Every surface as pictures on one sheet, what moved since readers' edition framed."""
    before = proofs.before(edition)
    with TemporaryDirectory() as name:
        folder = Path(name)
        proofs.write_proof(
            folder,
            edition=edition,
            files=renditions.files_of(edition, at=at),
            before=renditions.files_of(before, at=at) if before else None,
            report=report,
        )
        return proofs.in_one_file(folder)


def edition_of(issue: Issue, content: Content, *, at: datetime) -> Edition:
    """The text as an edition that is never saved. Its number is 0, and its pages say draft."""
    return Edition(issue=issue, number=0, content=content, published_at=at)


def mail_html(edition: Edition) -> bytes:
    """The mail with its map inside: a draft's map has no address yet."""
    html = documents.draw(edition, Rendition.Kind.EMAIL_HTML).decode()
    picture = b64encode(documents.draw(edition, Rendition.Kind.MAP_PNG)).decode()
    address = f"{links.address(edition)}map.png"
    return html.replace(address, f"data:image/png;base64,{picture}").encode()


def _settle(preview: Preview, **fields: str | int) -> None:
    """Record the outcome, unless a newer text was asked for meanwhile."""
    same = Preview.objects.filter(pk=preview.pk, sha256=preview.sha256)
    same.update(**fields, drawn_at=timezone.now())


def _web(edition: Edition) -> bytes:
    """The article with its map inside."""
    html = documents.draw(edition, Rendition.Kind.WEB).decode()
    drawing = b64encode(documents.draw(edition, Rendition.Kind.MAP_SVG)).decode()
    return html.replace('src="map.svg"', f'src="data:image/svg+xml;base64,{drawing}"').encode()


_DRAWINGS: dict[Preview.Kind, Callable[[Edition], bytes]] = {
    Preview.Kind.WEB: _web,
    Preview.Kind.EMAIL: mail_html,
    Preview.Kind.PDF: documents.draw_pdf,
}
