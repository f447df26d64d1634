"""How an edition looks in each of its forms, drawn from its frozen content alone."""

from __future__ import annotations

from collections.abc import Callable

from bulletins.issues.models import Edition, Rendition

_DRAWINGS: dict[Rendition.Kind, Callable[[Edition], bytes]] = {}


def draw(edition: Edition, kind: str) -> bytes:
    """One rendition of the edition, as the bytes of its file. The edition may be unsaved."""
    return _DRAWINGS[Rendition.Kind(kind)](edition)
