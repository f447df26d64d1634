"""One name spelled several ways inside an issue, or in another order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from bulletins.preflight.checks.base import Check, Hit, Scope, Setting, at
from bulletins.preflight.draft import HEADING, HEADLINE, INCIDENT, Draft
from bulletins.preflight.findings import Severity
from bulletins.preflight.names import (
    Mention,
    bare,
    is_swapped,
    may_be_one,
    may_be_one_person,
    mentions,
    skeleton,
)
from bulletins.preflight.speller import is_word
from bulletins.preflight.wordlists import words

_ARTICLE = re.compile(r"^(?:al|el|ad|ar|as|ash|at|az|an)-", re.IGNORECASE)
_TITLES = words(
    "President Prime Minister Speaker General Major Colonel Brigadier Captain Lieutenant Sheikh",
    "Ayatollah Grand Vice Deputy Foreign Defense Interior Iraqi Iranian Kurdish Secretary",
    "Governor Ambassador Mr Mrs Ms Dr King Prince Cleric MP",
)


def find(draft: Draft, setting: Setting) -> Iterator[Hit]:
    """Each mention in the rarer spelling, with the one to prefer."""
    found = [
        one for passage in draft.passages if passage.kind != INCIDENT for one in mentions(passage)
    ]
    people = [_without_titles(one) for one in found if one.passage.kind not in {HEADLINE, HEADING}]
    told: set[tuple[str, int]] = set()
    for hit in _full_names([one for one in people if len(one.parts) > 1], setting):
        told |= {(_place(hit), spot) for spot in range(hit.start, hit.end)}
        yield hit
    yield from (
        hit for hit in _single_words(found, setting) if (_place(hit), hit.start) not in told
    )


def _place(hit: Hit) -> str:
    return hit.passage.place if hit.passage else ""


def _full_names(people: list[Mention], setting: Setting) -> Iterator[Hit]:
    """Names in the other order, and names that differ in a part too short to judge alone."""
    counts = Counter(one.parts for one in people)
    for first, second in combinations(counts, 2):
        keep, drop = _preferred(first, second, counts, setting)
        if is_swapped(first, second):
            message = "“{drop}” and “{keep}” look like one name in two orders."
        elif may_be_one_person(first, second) and not _told_apart(first, second):
            message = "“{drop}” and “{keep}” look like one person."
        else:
            continue
        words = {"drop": " ".join(drop), "keep": " ".join(keep)}
        for one in people:
            if one.parts == drop:
                yield _hit(one, message.format(**words), words["keep"])


def _told_apart(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """The differing part alone is reported by the other rule already."""
    return any(
        one != other and may_be_one(one, other) for one, other in zip(first, second, strict=True)
    )


def _single_words(found: list[Mention], setting: Setting) -> Iterator[Hit]:
    places: dict[str, list[tuple[Mention, int]]] = defaultdict(list)
    for one in found:
        for offset, word in _spots(one):
            places[word].append((one, offset))
    counts = Counter({word: len(spots) for word, spots in places.items()})
    words = [word for word in counts if not _is_english(word)]
    for first, second in _pairs(words):
        if not may_be_one(first, second) or {first, second} <= setting.lexicon.house_words:
            continue
        keep, drop = _preferred(first, second, counts, setting)
        if _are_two_people(places[drop], places[keep]):
            continue
        for mention, offset in places[drop]:
            yield at(
                mention.passage,
                offset,
                offset + len(drop),
                f"“{drop}” here, “{keep}” elsewhere in this issue: one name?",
                replacement=keep,
            )


def _are_two_people(some: list[tuple[Mention, int]], others: list[tuple[Mention, int]]) -> bool:
    """Haidar Fadhil and Haider al-Abadi: one first name, of people whose other names differ."""
    beside, besides = _companions(some), _companions(others)
    if not all(beside) or not all(besides):
        return False
    return not any(
        one == other or may_be_one(one, other)
        for one in set().union(*beside)
        for other in set().union(*besides)
    )


def _companions(places: list[tuple[Mention, int]]) -> list[set[str]]:
    """What stands beside the word in each mention, titles left out."""
    return [
        {bare(part) for spot, part in _spots(mention) if spot != offset and part not in _TITLES}
        for mention, offset in places
    ]


def _spots(mention: Mention) -> Iterator[tuple[int, str]]:
    """Each part of a name and where it begins, behind its article."""
    offset = mention.start
    for part in mention.parts:
        word = _ARTICLE.sub("", part)
        offset = mention.passage.text.index(word, offset)
        yield offset, word


def _pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Only names that begin alike are compared: a long issue has many names."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in words:
        groups[skeleton(word)[:1].replace("x", "k")].append(word)  # Khadimi and Kadhimi
    for group in groups.values():
        yield from combinations(group, 2)


def _preferred(
    first: str | tuple[str, ...], second: str | tuple[str, ...], counts: Counter, setting: Setting
) -> tuple:
    """The spelling to keep, and the one to drop: the house form, else the more frequent one."""
    return max(
        ((first, second), (second, first)),
        key=lambda pair: (_is_house(pair[0], setting), counts[pair[0]]),
    )


def _is_house(name: str | tuple[str, ...], setting: Setting) -> bool:
    parts: Iterable[str] = (name,) if isinstance(name, str) else name
    return all(part in setting.lexicon.house_words for part in parts)


def _is_english(word: str) -> bool:
    return is_word(word.lower()) or word.isupper()


def _without_titles(one: Mention) -> Mention:
    parts = list(one.parts)
    start = one.start
    while len(parts) > 1 and parts[0] in _TITLES:
        start = one.passage.text.index(parts[1], start + len(parts[0]))
        parts.pop(0)
    return Mention(one.passage, start, tuple(parts))


def _hit(one: Mention, message: str, keep: str) -> Hit:
    return at(one.passage, one.start, one.end, message, replacement=keep)


CHECK = Check(
    id="names-spelling",
    title="Names spelled two ways",
    severity=Severity.SHOULD,
    reason="A name spelled two ways breaks search, counts and trust.",
    find=find,
    scope=Scope.ISSUE,
    knows_names=True,
)
