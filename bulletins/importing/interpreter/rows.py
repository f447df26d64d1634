"""Rows of the casualty table: from cells, or from text whose cells were glued together.

A glued row is taken apart only where exactly one reading fits. A figure that cannot be read with
certainty stays empty with a doubt: empty is unknown, 0 is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bulletins.importing.document import Block
from bulletins.importing.interpreter import ranges
from bulletins.importing.reading import UNKNOWN, IncidentReading, Ledger, excerpt
from bulletins.incidents.figures import Figure

Period = tuple[date, date]

_DATE = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<rest>\d.*)", re.DOTALL)
_HEADING = re.compile(
    r"(?:IEDs?|VBIEDs?|security|casualty|selected)?\s*(?:incidents?|attacks?|explosions?)\b.*"
    r"\b(?:casualt|injur|deaths?|killed)\w*|IED\s+(?:incidents?|attacks?)",
    re.IGNORECASE,
)
_PER = r"(?:#\s*|no\.?\s*|number\s+)?(?:of\s+)?"
_COLUMNS = {
    "date": re.compile(r"dates?|days?", re.IGNORECASE),
    "location": re.compile(r"(?:approximate\s+)?(?:locations?|places?|areas?)", re.IGNORECASE),
    "deaths": re.compile(rf"{_PER}(?:deaths?|killed|dead|kia|fatalities)", re.IGNORECASE),
    "injuries": re.compile(rf"{_PER}(?:injur(?:ies|y|ed)|wounded|wia)", re.IGNORECASE),
}
_GLUED_HEADER = re.compile(
    r"dates?\s*(?:locations?|places?)\s*(?:deaths?|killed|dead)\s*\w*", re.IGNORECASE
)
_TOTALS = re.compile(r"(?:grand\s+)?totals?\b:?", re.IGNORECASE)

_NUMBER = r"(?:0|[1-9]\d{0,3})"
_FIGURE = rf"(?:unknown|unk\.?|n/a|{_NUMBER}\s?[-\u2013]\s?{_NUMBER}|{_NUMBER}\+|{_NUMBER})"
_ONE_FIGURE = re.compile(_FIGURE, re.IGNORECASE)
_SAYS_UNKNOWN = re.compile(r"unknown|unk\.?|n/a", re.IGNORECASE)
_APART = re.compile(
    rf"(?P<place>.*\S)\s+(?P<deaths>{_FIGURE})\s+(?P<injuries>{_FIGURE})\s*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_TAIL = 24
_LONGEST_ROW = 400
_PEOPLE = ("deaths", "injuries")
_TWO_ROWS = re.compile(r"\d/\d{1,2}/\d")
_BETWEEN = " ,;\u00a0\t"


@dataclass(frozen=True, slots=True)
class Tail:
    """One way to take the end of a glued row apart."""

    place: str
    deaths: Figure
    injuries: Figure


@dataclass(slots=True)
class Columns:
    """Which cell holds what; without a header row, in the order issue tables have always had."""

    names: tuple[str, ...] = ("date", "location", "deaths", "injuries")


def is_heading(text: str) -> bool:
    """The line heads the casualty table."""
    return len(text) <= 100 and bool(_HEADING.match(text)) and not text.rstrip().endswith(".")


def is_row(block: Block) -> bool:
    """The line begins with a numeric date, or is a row whose first cell is one."""
    text = block.cells[0] if block.cells else block.text
    return bool(_DATE.match(text.strip()))


def is_header(block: Block) -> bool:
    """The row that names the columns."""
    if block.cells:
        return len([cell for cell in block.cells if _column(cell)]) >= 2
    return bool(_GLUED_HEADER.fullmatch(block.text.strip()))


def is_totals(block: Block) -> bool:
    """The row that adds the others up; the product adds up by itself."""
    return bool(_TOTALS.match((block.cells[0] if block.cells else block.text).strip()))


def read_columns(block: Block) -> Columns:
    """The columns in the order a header row names them."""
    if not block.cells:
        return Columns()
    return Columns(tuple(_column(cell) or "" for cell in block.cells))


def read_row(
    block: Block, columns: Columns, *, period: Period | None, ledger: Ledger
) -> IncidentReading:
    """One incident. What cannot be read is empty, and its words stay in the location."""
    if block.cells:
        return _read_cells(block, columns, period, ledger)
    return _read_glued(block, period, ledger)


def _column(cell: str) -> str | None:
    text = cell.strip(" :.")
    return next((name for name, pattern in _COLUMNS.items() if pattern.fullmatch(text)), None)


def _read_cells(
    block: Block, columns: Columns, period: Period | None, ledger: Ledger
) -> IncidentReading:
    if len(block.cells) != len(columns.names):
        count, expected = len(block.cells), len(columns.names)
        _doubt(ledger, block, f"The row has {count} cells instead of {expected}.")
        day, words = _cell_date(block.cells[0], period), " | ".join(block.cells)
        location = " | ".join(block.cells[1:]) if day else words
        return IncidentReading(location, block.place, day)
    cells = dict(zip(columns.names, (cell.strip() for cell in block.cells), strict=True))
    day = _cell_date(cells.get("date", ""), period)
    if day is None:
        _doubt(ledger, block, f"The date “{cells.get('date', '')}” cannot be read.")
    figures = {name: _cell_figure(cells.get(name, ""), name, block, ledger) for name in _PEOPLE}
    return IncidentReading(
        location=cells.get("location", ""),
        place=block.place,
        event_date=day,
        deaths=figures["deaths"] or UNKNOWN,
        injuries=figures["injuries"] or UNKNOWN,
    )


def _cell_date(text: str, period: Period | None) -> date | None:
    numeric = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?", text)
    if numeric:
        month, day = int(numeric[1]), int(numeric[2])
        return _date(month, day, numeric[3]) if numeric[3] else _near(month, day, period)
    found = ranges.days_opening(text)
    if found is None or found.days.start != found.days.end:
        return None
    if found.days.has_year:
        return _date(*found.days.start, str(found.days.start_year))
    return _near(*found.days.start, period)


def _cell_figure(text: str, name: str, block: Block, ledger: Ledger) -> Figure | None:
    """The figure of a cell; ``None`` and a doubt when it is no figure."""
    if _ONE_FIGURE.fullmatch(text):
        figure = _figure(text)
        if figure is not None:
            return figure
    what = f"“{text}” is no figure" if text else "The cell is empty"
    _doubt(ledger, block, f"{what}: {name} are left unknown.")
    return None


def _read_glued(block: Block, period: Period | None, ledger: Ledger) -> IncidentReading:
    text = block.text.strip()
    day, rest = _split_date(text, period)
    if day is None:
        _doubt(ledger, block, f"The date of “{excerpt(text)}” can be read in more than one way.")
    tails = _tails(rest) if len(rest) <= _LONGEST_ROW else []
    if len(tails) == 1 and tails[0].place and not _TWO_ROWS.search(rest):
        tail = tails[0]
        return IncidentReading(tail.place, block.place, day, tail.deaths, tail.injuries)
    why = "can be read in more than one way" if tails else "cannot be read"
    _doubt(ledger, block, f"The figures of “{excerpt(text)}” {why}; left unknown.")
    return IncidentReading(rest, block.place, day)


def _split_date(text: str, period: Period | None) -> tuple[date | None, str]:
    """The day and what follows it; no day, and the whole text, where two readings fit."""
    match = _DATE.match(text)
    if match is None:
        return None, text
    month, day, rest = int(match["month"]), int(match["day"]), match["rest"]
    readings = []
    for digits in (2, 4):
        year = re.match(rf"\d{{{digits}}}", rest)
        found = _date(month, day, year[0]) if year else None
        if found and _is_plausible(found, period):
            readings.append((found, rest[digits:].strip()))
    return readings[0] if len(readings) == 1 else (None, text)


def _is_plausible(day: date, period: Period | None) -> bool:
    """Near the period; a table now and then reaches into the month before."""
    if period is None:
        return date(2003, 1, 1) <= day <= date(2099, 12, 31)
    return ranges.distance(day, period) <= 45


def _tails(text: str) -> list[Tail]:
    """Every way to read two figures at the end of the text."""
    apart = _tail_apart(text)
    if apart is not None:
        return [apart]
    tails = []
    for start in range(max(len(text) - _LONGEST_TAIL, 1), len(text)):
        place, tail = text[:start], text[start:]
        if tail[0].isspace() or place.rstrip().endswith(("-", "\u2013", "+")):
            continue
        tails += [Tail(place.strip(_BETWEEN), *pair) for pair in _pairs(tail)]
    return tails


def _tail_apart(text: str) -> Tail | None:
    """Where spaces stand between place, deaths and injuries, they decide: “Camp 5 0 1”."""
    match = _APART.fullmatch(text)
    if match is None:
        return None
    deaths, injuries = _figure(match["deaths"]), _figure(match["injuries"])
    if deaths is None or injuries is None:
        return None
    return Tail(match["place"].strip(_BETWEEN), deaths, injuries)


def _pairs(tail: str) -> list[tuple[Figure, Figure]]:
    """Every split of the tail into two figures."""
    pairs = []
    for cut in range(1, len(tail)):
        first, second = tail[:cut].strip(), tail[cut:].strip()
        if _ONE_FIGURE.fullmatch(first) and _ONE_FIGURE.fullmatch(second):
            deaths, injuries = _figure(first), _figure(second)
            if deaths is not None and injuries is not None and (deaths, injuries) not in pairs:
                pairs.append((deaths, injuries))
    return pairs


def _figure(text: str) -> Figure | None:
    """The figure in these words; ``None`` for a range that runs backwards."""
    if _SAYS_UNKNOWN.fullmatch(text):
        return UNKNOWN
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if text.endswith("+"):
        return Figure(numbers[0], None) if numbers[0] else None
    low, high = numbers[0], numbers[-1]
    return Figure(low, high) if low < high or len(numbers) == 1 else None


def _date(month: int, day: int, year: str) -> date | None:
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    except ValueError:
        return None


def _near(month: int, day: int, period: Period | None) -> date | None:
    if period is None or not 1 <= month <= 12:
        return None
    try:
        return ranges.nearest_year(month, day, period)
    except ranges.BadRange:
        return None


def _doubt(ledger: Ledger, block: Block, message: str) -> None:
    ledger.doubt("incident-row", block.place, message)
