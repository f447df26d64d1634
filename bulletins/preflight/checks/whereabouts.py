"""Where the text puts a town, against the gazetteer: province, capital, direction, distance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bulletins.gazetteer.geometry import angle_between, bearing, distance_km
from bulletins.preflight.checks.base import Check, Hit, Setting, at
from bulletins.preflight.draft import INCIDENT, PROSE, Passage
from bulletins.preflight.findings import Severity
from bulletins.preflight.lexicon import Lexicon, Town
from bulletins.preflight.names import bare

CAPITALS = {
    "Anbar": "Ramadi", "Babil": "Hillah", "Baghdad": "Baghdad", "Basra": "Basra",
    "Dhi Qar": "Nasiriyah", "Diyala": "Baqubah", "Duhok": "Duhok", "Erbil": "Erbil",
    "Halabja": "Halabja", "Karbala": "Karbala", "Kirkuk": "Kirkuk", "Maysan": "Amarah",
    "Muthanna": "Samawah", "Najaf": "Najaf", "Ninewa": "Mosul", "Qadisiyah": "Diwaniyah",
    "Salah ad-Din": "Tikrit", "Sulaymaniyah": "Sulaymaniyah", "Wasit": "Kut",
}  # fmt: skip
_POINTS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_DEGREES = {name: 45.0 * number for number, name in enumerate(_POINTS)}
_KM = {"kilometers": 1.0, "kilometres": 1.0, "km": 1.0, "kms": 1.0, "miles": 1.609}

_WORD = r"(?:(?:al|el|ad|ar|as|ash|at|az|an)-)?[A-Z][\w’'-]*\w"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|ad-Din))*"
_ASIDE = r"(?:northern|southern|eastern|western|central|the)\s"
_IN = rf"(?:,?\sin|,)\s(?:{_ASIDE})?(?P<province>{_NAME})\s(?:[Pp]rovince|[Gg]overnorate)\b"
_PROVINCE = re.compile(rf"(?P<town>{_NAME}){_IN}")
_BEHIND = re.compile(_IN)
_CAPITAL = re.compile(
    rf"(?P<town>{_NAME}),?\s(?:is\s|was\s|which\sis\s)?the\s(?:provincial\s)?capital\sof\s"
    rf"(?:the\sprovince\sof\s)?(?P<province>{_NAME})"
)
_FROM = re.compile(
    rf"(?P<town>{_NAME}),?\s(?:about\s|some\s|around\s|approximately\s|roughly\s|nearly\s)?"
    rf"(?:(?P<distance>\d{{1,3}})\s?(?P<unit>{'|'.join(_KM)})\s(?:to\sthe\s)?)?"
    rf"(?P<bearing>(?:north|south)(?:east|west)?|east|west)\sof\s(?:the\scity\sof\s)?(?P<base>{_NAME})"
)
# “West of Mosul, in Anbar Province” puts something else there.
_ANOTHER = re.compile(r"(?:(?:north|south|east|west)\sof|\bfrom|\bbetween|\band|\bnear|\bto)\s$")

# Writers say “west” of what lies southwest, and count the road: only what is plainly wrong is told.
_ANGLE = 80  # degrees
_SURELY = 45  # degrees; the direction is right
_FACTOR = 2.0
_LEAST_KM = 30  # a difference nobody explains by the road


def find(passage: Passage, setting: Setting) -> Iterator[Hit]:
    """Each town that the gazetteer knows and that lies elsewhere."""
    yield from _wrong_provinces(passage, setting.lexicon)
    yield from _wrong_capitals(passage, setting.lexicon)
    yield from _wrong_ways(passage, setting.lexicon)


def _wrong_provinces(passage: Passage, lexicon: Lexicon) -> Iterator[Hit]:
    for name, match in _put_in_provinces(passage.text):
        towns, province = _towns(name, lexicon), _province(match["province"], lexicon)
        if towns and province and all(town.governorate != province for town in towns):
            yield at(
                passage,
                *match.span("province"),
                f"{towns[0].name} is in {towns[0].governorate}, not in {province}.",
                advice=f"{towns[0].governorate}, or another town.",
            )


def _put_in_provinces(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What the text says to be where: a name, and the match that names the province."""
    for match in _PROVINCE.finditer(text):
        if not _ANOTHER.search(text[: match.start()]):
            yield match["town"], match
    for way in _FROM.finditer(text):  # “Baladruz, east of Baqubah in Diyala Province”
        behind = _BEHIND.match(text, way.end())
        if behind and not _ANOTHER.search(text[: way.start()]):
            yield way["town"], behind


def _wrong_capitals(passage: Passage, lexicon: Lexicon) -> Iterator[Hit]:
    for match in _CAPITAL.finditer(passage.text):
        towns = _towns(match["town"], lexicon)
        province = _province(match["province"].removesuffix(" Province"), lexicon)
        capital = CAPITALS.get(province)
        if towns and capital and all(town.name != capital for town in towns):
            yield at(
                passage,
                match.start("town"),
                match.end("province"),
                f"The capital of {province} is {capital}.",
                advice=f"{towns[0].name} is in {towns[0].governorate}.",
            )


def _wrong_ways(passage: Passage, lexicon: Lexicon) -> Iterator[Hit]:
    for match in _FROM.finditer(passage.text):
        towns, bases = _towns(match["town"], lexicon), _towns(match["base"], lexicon)
        if not towns or not bases or _ANOTHER.search(passage.text[: match.start()]):
            continue
        found = [_difference(match, town, base) for town in towns for base in bases]
        if all(found):
            yield at(passage, match.start("town"), match.end(), found[0])


def _difference(match: re.Match[str], town: Town, base: Town) -> str:
    """What is wrong with it. Nothing where both are: then another place has the same name."""
    away, way = distance_km(base.point, town.point), bearing(base.point, town.point)
    margin = town.precision_km + base.precision_km
    if away <= 2 * margin:
        return ""
    is_far = _is_far_off(match, away)
    askew = angle_between(way, _DEGREES[match["bearing"]])
    if askew > _SURELY if is_far else askew <= _ANGLE:
        return ""
    point = _POINTS[round(way / 45) % 8]
    return f"{town.name} lies {point} of {base.name}, about {away:.0f} km away on the map."


def _is_far_off(match: re.Match[str], away: float) -> bool:
    if not match["distance"]:
        return False
    said = int(match["distance"]) * _KM[match["unit"]]
    return abs(said - away) > _LEAST_KM and not 1 / _FACTOR < said / away < _FACTOR


def _towns(text: str, lexicon: Lexicon) -> list[Town]:
    """The towns of this name; the last words of it, where an office or a title stands before."""
    index = _index(lexicon)
    words = text.split()
    for start in range(len(words)):
        if found := index.get(bare(" ".join(words[start:]))):
            return found
    return []


def _province(text: str, lexicon: Lexicon) -> str:
    """Its house form, if it is one."""
    house = next((name.house for name in lexicon.names if name.text == text), text)
    return house if house in CAPITALS else ""


@lru_cache(maxsize=8)
def _index(lexicon: Lexicon) -> dict[str, list[Town]]:
    found: dict[str, list[Town]] = {}
    for town in lexicon.towns:
        for spelling in {bare(name) for name in (town.name, *town.spellings)}:
            found.setdefault(spelling, []).append(town)
    return found


CHECK = Check(
    id="whereabouts",
    title="Towns put where they are not",
    severity=Severity.SHOULD,
    reason="A town in the wrong province sends readers, and the map, to the wrong war.",
    find=find,
    kinds=PROSE | {INCIDENT},
    knows_names=True,
)
