"""“northwest”, “NW”, “north-western”, “northwets”: words for directions."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz import fuzz, process

ALIKE_FROM = 75
_NAMES = (
    "north", "northnortheast", "northeast", "eastnortheast", "east", "eastsoutheast", "southeast",
    "southsoutheast", "south", "southsouthwest", "southwest", "westsouthwest", "west",
    "westnorthwest", "northwest", "northnorthwest",
)  # fmt: skip
_SHORT = (
    "n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw",
    "nnw",
)  # fmt: skip
_DEGREES = {word: place * 22.5 for words in (_NAMES, _SHORT) for place, word in enumerate(words)}
_FILLING = re.compile(r"\b(?:to|the|of|from|side|part|direction)\b|[^a-z]+|ern\b|erly\b|wards?\b")
# One word, or two that belong together: what a direction can look like in a phrase.
WORD = r"\b(?:(?:(?:north|south)[ -]?(?:east|west)?|east|west)(?:ern|erly)?|[nsew]{1,3})\b"


class Direction(NamedTuple):
    """Degrees, 0 = north, 90 = east; and whether the word was spelled as one knows it."""

    degrees: float
    is_sure: bool


def direction(words: str) -> Direction | None:
    """What the words point to, if they point anywhere."""
    bare = _FILLING.sub("", words.casefold().replace("-", " ").replace("ern ", " "))
    if bare in _DEGREES:
        return Direction(_DEGREES[bare], True)
    if len(bare) < 4:
        return None
    best = process.extractOne(bare, _NAMES, scorer=fuzz.ratio, score_cutoff=ALIKE_FROM)
    return Direction(_DEGREES[best[0]], False) if best else None
