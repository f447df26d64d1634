"""The map of an edition, as its surfaces show it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bulletins.incidents import maps

MAIL_WIDTH = 560  # pixels: the mail's 600 less its margins
PRINT_TYPE = "Bulletin Sans"
_TYPE = re.compile(r'font-family="[^"]*"')
_SIZE = re.compile(r'<svg [^>]*?width="([0-9.]+)"[^>]*? height="([0-9.]+)"')


@dataclass(frozen=True)
class IncidentMap:
    """A drawing, what it shows in words, and how large it is."""

    svg: str
    words: str
    width: int
    height: int

    @property
    def print_address(self) -> str:
        """The drawing in the type of the printed issue, as an address that fetches nothing.

        The type a browser or the picture maker would take differs from machine to machine.
        """
        svg = _TYPE.sub(f'font-family="{PRINT_TYPE}"', self.svg, count=1)
        return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"

    @property
    def mail_width(self) -> int:
        return MAIL_WIDTH

    @property
    def mail_height(self) -> int:
        """Its height at the width mails show it."""
        return round(MAIL_WIDTH * self.height / self.width)


def draw_incidents(incidents: Sequence[Mapping[str, Any]], *, period: str) -> IncidentMap:
    """The map of ``Edition.content["incidents"]``; the same incidents make the same drawing."""
    svg = maps.draw_map(incidents, period=period)
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("The map does not say how large it is.")
    return IncidentMap(
        svg=svg,
        words=maps.alt_text(incidents, period=period),
        width=round(float(size[1])),
        height=round(float(size[2])),
    )
