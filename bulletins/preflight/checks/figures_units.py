"""One figure in two units: million for billion, dollars for dinars, 45 of 329 for 54."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.counted import telling_words
from bulletins.preflight.draft import Passage, Section
from bulletins.preflight.findings import Severity

_AMOUNT = re.compile(
    r"(?P<sign>[$€£])?(?P<number>\d[\d,]*(?:\.\d+)?)"
    r"(?:\s(?P<scale>thousand|million|billion|trillion))?"
    r"(?:\s(?P<unit>(?:Iraqi\s|U\.?S\.?\s)?(?:dollars?|dinars?|euros?)|IQD|USD|barrels|megawatts"
    r"|cubic meters|kilometers|miles|meters|tons|liters|hectares|acres))?(?![\w-])"
)
_PART = re.compile(
    r"\b(?P<part>\d{2,}) (?:out )?of (?:the |its |all )?(?P<whole>\d{2,}) (?P<noun>[a-z]+)"
)
_MONEY = {"$": "dollars", "€": "euros", "£": "pounds", "IQD": "dinars", "USD": "dollars"}
_TELLING = 3  # digits; shorter figures are the same by chance
_SHARED = 3  # telling words of two sentences that give the same short figure


@dataclass(frozen=True)
class Amount:
    """A figure with its scale and unit, where it stands, and the words of its sentence."""

    passage: Passage
    start: int
    end: int
    text: str
    number: str
    scale: str
    unit: str
    words: frozenset[str]


def find(section: Section, setting: Setting) -> Iterator[Hit]:
    """Figures of one section that differ in nothing but their scale or their unit."""
    passages = (section.headline, section.summary, *section.entries)
    amounts = [one for passage in passages for one in _amounts(passage)]
    told: set[tuple[str, int]] = set()
    for first, second in combinations(amounts, 2):
        place = (second.passage.place, second.start)
        if place not in told and _is_slip(first, second):
            told.add(place)
            yield at(
                second.passage,
                second.start,
                second.end,
                f"“{second.text}” here, “{first.text}” in {first.passage.where}.",
                advice="Correct whichever of the two is wrong.",
            )
    yield from _stirred_parts(passages)


def _amounts(passage: Passage) -> Iterator[Amount]:
    for sentence in passage.sentences:
        words = frozenset(telling_words(sentence.text))
        for match in _AMOUNT.finditer(sentence.text):
            unit = _unit(match)
            if unit:
                yield Amount(
                    passage=passage,
                    start=sentence.start + match.start(),
                    end=sentence.start + match.end(),
                    text=match[0],
                    number=match["number"].rstrip(","),
                    scale=match["scale"] or "",
                    unit=unit,
                    words=words,
                )


def _unit(match: re.Match[str]) -> str:
    """In the plural and without a country, so that “$3” and “3 U.S. dollars” are one."""
    written = match["sign"] or match["unit"] or ""
    unit = _MONEY.get(written) or written.split(" ")[-1]
    return unit if not unit or unit.endswith("s") else f"{unit}s"


def _is_slip(one: Amount, other: Amount) -> bool:
    """The same digits; short ones in sentences about the same."""
    if one.number != other.number or one.passage is other.passage:
        return False
    is_scale = one.unit == other.unit and one.scale != other.scale
    is_unit = one.scale == other.scale and {one.unit, other.unit} <= {"dollars", "dinars", "euros"}
    if not is_scale and not (is_unit and one.unit != other.unit):
        return False
    digits = len(re.sub(r"\D|0+$", "", one.number))
    return digits >= _TELLING or len(one.words & other.words) >= _SHARED


def _stirred_parts(passages: tuple[Passage, ...]) -> Iterator[Hit]:
    """“45 of 329 seats” beside “54 of 329 seats”."""
    found = [(passage, match) for passage in passages for match in _PART.finditer(passage.text)]
    for (there, first), (here, second) in combinations(found, 2):
        is_same_whole = (first["whole"], first["noun"]) == (second["whole"], second["noun"])
        one, other = first["part"], second["part"]
        if is_same_whole and one != other and sorted(one) == sorted(other):
            yield at(here, *second.span(), f"“{second[0]}” here, “{first[0]}” in {there.where}.")


CHECK = Check(
    id="figures-units",
    title="Figures in two scales or currencies",
    severity=Severity.SHOULD,
    reason="A billion for a million is the mistake readers quote.",
    find=find,
    scope=Scope.SECTION,
)
