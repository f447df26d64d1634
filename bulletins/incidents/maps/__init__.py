"""The incident map: a deterministic SVG from the facts an edition holds, its PNG and its words.

No clock, no random numbers, no database: the same incidents always make the same bytes.
"""

from __future__ import annotations

from django.utils.module_loading import import_string

from bulletins.incidents.maps.drawing import TITLE, draw_emblem, draw_map, sheet_size
from bulletins.incidents.maps.small import draw_small
from bulletins.incidents.maps.words import alt_text

__all__ = ["TITLE", "alt_text", "draw_emblem", "draw_map", "draw_small", "picture", "sheet_size"]


def picture(svg: str) -> bytes:
    """The drawing as PNG for mail, where SVG is not safe.

    CairoSVG is loaded by whoever is asked for a picture: a worker that sets PDFs is not, and needs
    the three megabytes to keep below its limit.
    """
    made: bytes = import_string("bulletins.incidents.maps.pictures.picture")(svg)
    return made
