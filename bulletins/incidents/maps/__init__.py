"""The incident map: a deterministic SVG from the facts an edition holds, its PNG and its words.

No clock, no random numbers, no database: the same incidents always make the same bytes.
"""

from __future__ import annotations

from bulletins.incidents.maps.drawing import draw_map
from bulletins.incidents.maps.pictures import picture
from bulletins.incidents.maps.words import alt_text

__all__ = ["alt_text", "draw_map", "picture"]
