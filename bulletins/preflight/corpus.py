"""Labeled texts: what preflight has to find in them, and what it finds.

Two forms, both written for this purpose (docs/preflight.md):

``sentences.txt``
    One text a line behind the check that has to notice something in it, or behind “clean”.
``issue-N.toml``
    A whole clean issue, and mistakes to plant in it; planted, it is a second issue.
"""

from __future__ import annotations

import copy
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bulletins.gazetteer.geometry import Point
from bulletins.preflight import draft, engine
from bulletins.preflight.checks import BY_ID
from bulletins.preflight.draft import Draft
from bulletins.preflight.findings import Finding, Severity
from bulletins.preflight.lexicon import Lexicon, Name, Town, house_words

CLEAN = "clean"
# The names the labeled texts are read with; the guide of a real site has hundreds.
LEXICON = Lexicon(
    names=(
        *(
            Name(text=variant, house=house, is_spelling=True)
            for house, variants in {
                "Sulaymaniyah": ("Sulaimania",),
                "Samarra": ("Sammara",),
                "Ninewa": ("Nineveh",),
                "Baqubah": ("Baquba",),
                "Erbil": ("Irbil",),
                "Dhi Qar": ("Thi Qar",),
            }.items()
            for variant in variants
        ),
        Name("Saddam City", "Saddam City", valid_to=date(2003, 4, 9)),
        Name("Fatah Alliance", "Fatah Alliance", valid_from=date(2018, 1, 11)),
        Name("Prime Minister", "Nouri al-Maliki", is_role=True,
             valid_from=date(2006, 5, 20), valid_to=date(2014, 9, 8)),
        Name("Prime Minister", "Haider al-Abadi", is_role=True,
             valid_from=date(2014, 9, 8), valid_to=date(2018, 10, 25)),
        Name("Prime Minister", "Adil Abdul-Mahdi", is_role=True,
             valid_from=date(2018, 10, 25), valid_to=date(2020, 5, 7)),
    ),
    towns=(
        Town("Amarah", "Maysan", Point(31.84, 47.14), 5),
        Town("Baladruz", "Diyala", Point(33.70, 45.08), 3),
        Town("Baqubah", "Diyala", Point(33.75, 44.64), 5),
        Town("Hawija", "Kirkuk", Point(35.32, 43.77), 3),
        Town("Hillah", "Babil", Point(32.48, 44.43), 5),
        Town("Kirkuk", "Kirkuk", Point(35.47, 44.39), 5),
        Town("Mosul", "Ninewa", Point(36.34, 43.13), 5),
        Town("Nasiriyah", "Dhi Qar", Point(31.05, 46.26), 5),
        Town("Tal Afar", "Ninewa", Point(36.37, 42.45), 3),
    ),
    words=house_words(),
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A text with the checks that have to find something in it, each so many times."""

    name: str
    draft: Draft
    wanted: Counter[str]


@dataclass
class Score:
    """How many planted mistakes were found, and how many findings nobody planted."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false_alarms: Counter[str] = field(default_factory=Counter)
    clean_words: int = 0

    @property
    def recall(self) -> float:
        """The found part of what was planted."""
        return sum(self.found.values()) / max(sum(self.planted.values()), 1)

    @property
    def alarms_per_issue(self) -> float:
        """False alarms in clean text, for 6,000 words of it."""
        return sum(self.false_alarms.values()) * 6_000 / max(self.clean_words, 1)


def score(cases: list[Case]) -> Score:
    """Run every check over every case."""
    result = Score()
    for case in cases:
        findings = grave(case.draft)
        seen = Counter(finding.check for finding in findings)
        for check, count in case.wanted.items():
            result.planted[check] += count
            result.found[check] += min(count, seen[check])
        if not case.wanted:
            result.false_alarms.update(seen)
            result.clean_words += case.draft.words
    return result


def grave(one: Draft) -> list[Finding]:
    """The findings that count: “must fix” and “should look”."""
    return [
        finding
        for finding in engine.run(one, LEXICON).findings
        if finding.severity != Severity.NOTE
    ]


def sentences(path: Path) -> Iterator[Case]:
    """Each line as the only entry of an issue."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, bar, text = line.partition(" | ")
        if not bar or line.startswith("#"):
            continue
        if label != CLEAN and label not in BY_ID:
            raise ValueError(f"{path.name}, line {number}: there is no check “{label}”.")
        wanted = Counter() if label == CLEAN else Counter([label])
        yield Case(f"line {number}", draft.read(_only(text)), wanted)


def issues(folder: Path) -> Iterator[Case]:
    """Each issue twice, clean and with its mistakes, and each read after the one before."""
    previous = None
    for path in sorted(folder.glob("issue-*.toml"), key=_number):
        source = tomllib.loads(path.read_text(encoding="utf-8"))
        plants = source.pop("plants")
        clean = draft.read(content(source), previous=previous)
        yield Case(f"{path.stem}, clean", clean, Counter())
        spoiled = copy.deepcopy(source)
        for plant in plants:
            spoiled = _planted(spoiled, plant)
        wanted = Counter(plant["check"] for plant in plants)
        after = draft.read(content(spoiled), previous=previous)
        yield Case(f"{path.stem}, planted", after, wanted)
        previous = draft.read(content(source))


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("issue-"))


def content(source: dict[str, Any]) -> dict[str, Any]:
    """An issue written as TOML, as the content of an edition."""
    entries = iter(range(1, 1_000))
    return {
        "title": source["title"],
        "period_start": source["period_start"].isoformat(),
        "period_end": source["period_end"].isoformat(),
        "takeaways": [
            {
                "id": number,
                "headline": section["headline"],
                "heading": section.get("heading", section["headline"]),
                "summary_html": _html(section["summary"]),
                "entries": [_entry(next(entries), row) for row in section.get("entries", [])],
            }
            for number, section in enumerate(source["sections"], start=1)
        ],
        "incidents": [
            _incident(number, row) for number, row in enumerate(source["incidents"], start=1)
        ],
    }


def _entry(number: int, row: dict[str, Any]) -> dict[str, Any]:
    day, last = row.get("day"), row.get("last_day")
    return {
        "id": number,
        "event_date": day and day.isoformat(),
        "event_date_end": last and last.isoformat(),
        "html": _html(row["text"]),
        "sources": [{"outlet": row["source"], "url": ""}] if row["source"] else [],
    }


def _incident(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "event_date": row["day"].isoformat(),
        "location": row["place"],
        "deaths_low": row["deaths"],
        "deaths_high": row["deaths"],
        "injuries_low": row["injuries"],
        "injuries_high": row["injuries"],
    }


def _html(text: str) -> str:
    flat = " ".join(text.split())
    return flat if not flat or flat.startswith("<") else f"<p>{flat}</p>"


def _only(text: str) -> dict[str, Any]:
    day = date(2017, 7, 24)
    row = {"text": text, "day": day, "source": "Iraqi press"}
    section = {"headline": "A Week", "summary": "A week in short.", "entries": [row]}
    source = {
        "title": "ISHM: July 21 – 27, 2017",
        "period_start": date(2017, 7, 21),
        "period_end": date(2017, 7, 27),
        "sections": [section],
        "incidents": [],
    }
    return content(source)


def _planted(source: dict[str, Any], plant: dict[str, Any]) -> dict[str, Any]:
    """The issue with one more mistake: words put for others, a field set, a row retold."""
    if "find" in plant:
        return _replaced(source, plant["find"], plant["put"])
    rows = _rows(source, plant["of"])
    row = rows[plant["row"]]
    if "repeat_as" in plant:
        row = copy.deepcopy(row)
        rows.insert(plant["repeat_as"], row)
    row.update(plant.get("set", {}))
    return source


def _rows(source: dict[str, Any], of: str) -> list[dict[str, Any]]:
    """“incidents”, “sections”, or “section 2”: its entries."""
    if of.startswith("section "):
        rows: list[dict[str, Any]] = source["sections"][int(of.split()[1]) - 1]["entries"]
        return rows
    return source[of]


def _replaced(value: Any, find: str, put: str) -> Any:
    """Every text of the issue with ``put`` for ``find``; lines of the file do not matter."""
    if isinstance(value, str):
        return (
            " ".join(value.split()).replace(find, put) if find in " ".join(value.split()) else value
        )
    if isinstance(value, list):
        return [_replaced(item, find, put) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, find, put) for key, item in value.items()}
    return value
