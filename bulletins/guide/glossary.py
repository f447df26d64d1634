"""The guide as it stood on a day, as plain JSON: what an edition keeps of it.

A published edition explains its terms in the words of its own time, so nothing here is looked up
again once it is frozen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from bulletins.guide.models import Term, TermVariant

# {"slug", "name", "kind", "abbreviation", "native": [{"text", "language"}], "description",
#  "forms": [every name it goes by, the longest first]}
FrozenTerm = dict[str, Any]

_NOTHING = re.compile(r"(?!)")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʿ": "'", "ʼ": "'"})


def on(day: date) -> list[FrozenTerm]:
    """Every term with the names in use on this day. Two queries."""
    return [frozen(term, day) for term in Term.objects.with_variants()]


def frozen(term: Term, day: date) -> FrozenTerm:
    """One term as it stood on a day; load its variants with ``Term.objects.with_variants()``."""
    names = [name for name in term.variants.all() if name.is_name and name.is_valid_on(day)]
    abbreviations = [name.text for name in names if name.kind == TermVariant.Kind.ABBREVIATION]
    natives = [name for name in names if name.kind == TermVariant.Kind.NATIVE]
    return {
        "slug": term.slug,
        "name": term.name,
        "kind": term.kind,
        "abbreviation": abbreviations[0] if abbreviations else "",
        "native": [{"text": name.text, "language": name.language} for name in natives],
        "description": term.description,
        "forms": sorted({term.name, *(name.text for name in names)}, key=lambda form: -len(form)),
    }


def every_name() -> list[FrozenTerm]:
    """Every term with all names it ever had, as far as ``Finder`` needs them. Two queries."""
    return [names_of(term) for term in Term.objects.with_variants()]


def names_of(term: Term) -> FrozenTerm:
    """One term with all names it ever had; load its variants first."""
    names = {term.name, *(name.text for name in term.variants.all() if name.is_name)}
    return {"slug": term.slug, "forms": sorted(names)}


def mentioned(text: str, terms: Iterable[FrozenTerm]) -> list[FrozenTerm]:
    """The terms a plain text speaks of, in the order of their first mention."""
    finder = Finder(terms)
    found = {term["slug"]: term for _, _, term in finder.find(text)}
    return list(found.values())


class Finder:
    """Finds the names of terms in a text: whole words, the longest name first.

    Names are matched as they are written, capitals included: “is” must not find “IS”. A plural s
    after an abbreviation (“PMUs”) and either form of apostrophe are allowed.
    """

    def __init__(self, terms: Iterable[FrozenTerm]) -> None:
        self._by_form = {
            form.translate(_APOSTROPHES): term for term in terms for form in term["forms"]
        }
        self._pattern = _pattern(tuple(sorted(self._by_form, key=lambda form: (-len(form), form))))

    def find(self, text: str) -> list[tuple[int, int, FrozenTerm]]:
        """Start, end and term of every mention, from the left, none inside another."""
        return [
            (match.start(), match.end(), self._by_form[match["form"]])
            for match in self._pattern.finditer(text.translate(_APOSTROPHES))
        ]


@lru_cache(maxsize=64)
def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    if not forms:
        return _NOTHING
    # Capitals take a plural s; the lookbehind keeps “al-Iraqiya” apart from “Iraqiya”.
    plain = "|".join(re.escape(form) for form in forms)
    return re.compile(rf"(?<!\w)(?<!al-)(?P<form>{plain})(?:s(?<=[A-Z]s))?(?!\w)")
