"""Known names in another spelling than the house’s."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.lexicon import Lexicon


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each known variant, with the spelling of the Reference Guide or the gazetteer."""
    pattern, houses = _variants(setting.lexicon)
    for match in pattern.finditer(passage.text):
        house = houses[match[1]]
        if house.startswith(match[1]) and passage.text.startswith(house, match.start()):
            continue
        yield at(
            passage,
            match.start(1),
            match.end(1),
            f"The house writes “{house}”.",
            replacement=house,
        )


@lru_cache(maxsize=8)
def _variants(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all variants, the longest first."""
    houses = {
        name.text: name.house
        for name in lexicon.names
        if name.is_spelling and name.text != name.house
    }
    for house in {name.house for name in lexicon.names}:
        houses.pop(house, None)
    longest_first = sorted(houses, key=lambda text: (-len(text), text))
    words = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(rf"(?<![\w-])({words})(?![\w-])"), houses


CHECK = Check(
    id="names-house",
    title="Other spellings than the house’s",
    severity=Severity.SHOULD,
    reason="The Reference Guide and the gazetteer say how the house spells a name.",
    find=find,
    knows_names=True,
)
