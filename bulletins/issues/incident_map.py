"""The map of an edition, as its surfaces show it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bulletins.incidents import maps

MAIL_WIDTH = 560  # pixels: the mail's 600 less its margins
PRINT_TYPE = "Bulletin Sans"
_TYPE = re.compile(r'font-family="[^"]*"')


@dataclass(frozen=True)
class IncidentMap:
    """The map of ``Edition.content["incidents"]``: drawn only for whoever asks for the drawing.

    The same incidents make the same drawing.
    """

    incidents: Sequence[Mapping[str, Any]]
    period: str
    title: str = maps.TITLE  # Empty where a heading stands above, as on paper.

    @cached_property
    def svg(self) -> str:
        """The drawing; making it takes many times longer than a page that merely links to it."""
        return maps.draw_map(self.incidents, period=self.period, title=self.title)

    @cached_property
    def words(self) -> str:
        """What it shows, for those who do not see it."""
        return maps.alt_text(self.incidents, period=self.period)

    @property
    def width(self) -> int:
        return self._size[0]

    @property
    def height(self) -> int:
        return self._size[1]

    @cached_property
    def _size(self) -> tuple[int, int]:
        return maps.sheet_size(self.incidents, title=self.title)

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
