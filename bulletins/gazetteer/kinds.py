"""Words that say what kind of place a name stands for, and the name without them."""

from __future__ import annotations

import re
from typing import NamedTuple

# word → kinds of place it may mean; none given means that the word says nothing certain.
_KINDS: dict[str, tuple[str, ...]] = {
    "neighborhood": ("neighborhood",), "neighbourhood": ("neighborhood",), "quarter": ("neighborhood",),
    "suburb": ("neighborhood", "town"), "village": ("village", "town"), "town": ("town", "village"),
    "city": ("town",), "district": (), "sub district": (), "subdistrict": (), "area": (), "region": (),
    "province": ("governorate",), "governorate": ("governorate",), "muhafazah": ("governorate",),
    "refugee camp": ("camp",), "idp camp": ("camp",), "displacement camp": ("camp",), "camp": ("camp", "base"),
    "market": (), "highway": (), "road": (), "street": (), "intersection": (), "square": (),
    "bridge": ("crossing",), "border crossing": ("crossing",), "border post": ("crossing",),
    "border": ("crossing",), "crossing": ("crossing",), "checkpoint": (),
    "military base": ("base",), "air base": ("base",), "airbase": ("base",), "base": ("base",),
    "lake": ("lake",), "reservoir": ("lake",), "marshes": ("lake",), "marsh": ("lake",), "dam": ("site",),
    "oil field": ("site",), "oilfield": ("site",), "refinery": ("site",), "airport": ("site",),
    "mountains": ("region",), "mountain range": ("region",), "mountain": ("region",), "hills": ("region",),
}  # fmt: skip
_ARABIC = re.compile(r"^(?:محافظة|قضاء|ناحية|مدينة|منطقة|قرية|حي)\s+")
_ARABIC_GOVERNORATE = re.compile(r"^محافظة\s+")
_WORDS = "|".join(sorted((word.replace(" ", "[ -]") for word in _KINDS), key=len, reverse=True))
_BEHIND = re.compile(rf"^(?P<name>.+?)\s+(?P<kind>{_WORDS})s?$", re.IGNORECASE)
_BEFORE = re.compile(rf"^(?:the\s+)?(?P<kind>{_WORDS})\s+(?:of\s+)?(?P<name>.+)$", re.IGNORECASE)


class Named(NamedTuple):
    """A name, and the kinds of place it may be; none given means any."""

    name: str
    kinds: tuple[str, ...]


def named(words: str) -> Named:
    """“the village of Kojo” is Kojo, a village; “Diyala province” is Diyala, a governorate."""
    if _ARABIC.match(words):
        is_governorate = bool(_ARABIC_GOVERNORATE.match(words))
        return Named(_ARABIC.sub("", words), ("governorate",) if is_governorate else ())
    for form in (_BEHIND, _BEFORE):
        if found := form.match(words):
            word = found["kind"].casefold().replace("-", " ")
            return Named(found["name"], _KINDS[word])
    return Named(words, ())
