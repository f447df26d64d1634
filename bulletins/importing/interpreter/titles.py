"""Title, number and period of a weekly, from wherever the document tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bulletins.importing.document import Block, Region
from bulletins.importing.interpreter import ranges, years
from bulletins.importing.interpreter.ranges import Found
from bulletins.importing.reading import Ledger

SERIES = r"(?:ISHM|Iraq\s+Security\s+(?:and|&)\s+Humanitarian\s+Monitor(?:\s*\(ISHM\))?)"
_TITLE = re.compile(
    rf"\W*{SERIES}\s*(?:(?:no\.?|issue|\#)?\s*(?P<number>\d{{1,4}})(?=\s*[:\u2013\u2014-]|\s*$))?"
    r"\s*[:\u2013\u2014-]?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# “/ishm122/”, “weekly-issue-122.txt”; a year or a date in a name is no number.
_NUMBER_IN_ADDRESS = re.compile(
    r"(?:ishm|issue|no)[-_ .]{0,2}0*(?P<number>\d{1,3})(?!\d)(?![-_/]\d)", re.IGNORECASE
)
_LONGEST_TITLE = 140
USUAL_LENGTHS = range(4, 16)  # days, both ends counted: what four years of issues had


@dataclass(frozen=True, slots=True)
class Title:
    """What a line says of the issue; any part may be missing."""

    text: str
    number: int | None
    found: Found | None


@dataclass(frozen=True, slots=True)
class Heading:
    """Title, number and period as far as the document tells them."""

    title: str
    number: int | None
    period: tuple[date, date] | None


def read_title(text: str) -> Title | None:
    """The title in this text, or ``None`` if the text is not the title of a weekly."""
    flat = " ".join(text.split())
    match = _TITLE.match(flat) if len(flat) <= _LONGEST_TITLE else None
    if match is None:
        return None
    found = ranges.title_days(match["rest"], at_start=True)
    if found is None and match["rest"].strip():
        return None
    return Title(flat, int(match["number"]) if match["number"] else None, found)


def read_bare_days(text: str) -> Title | None:
    """A line that is nothing but a range of days: a title that lost its name."""
    found = ranges.title_days(text.strip(), at_start=True)
    if found is None or text.strip()[found.last :].strip(" .:"):
        return None
    return Title(text.strip(), None, found)


def is_title(block: Block) -> bool:
    """The block is the title of a weekly, or a range of days standing alone."""
    return bool(read_title(block.text) or read_bare_days(block.text))


def read_heading(
    ledger: Ledger,
    title: Block | None,
    label: Block | None,
    *,
    year: int | None,
    number: int | None,
) -> Heading:
    """Everything the top of the issue says, with a doubt wherever another place had to tell."""
    candidates = list(_candidates(ledger, title, label))
    text = next((c.text for c in candidates if read_title(c.text)), "")
    written_number = next((c.number for c in candidates if c.number is not None), None)
    period = _period(ledger, candidates, year)
    if number is None:
        number = _number_of_address(ledger) if written_number is None else written_number
    elif written_number not in (None, number):
        ledger.doubt("number", "title", f"The title says number {written_number}, not {number}.")
    return Heading(text, number, period)


def _candidates(ledger: Ledger, title: Block | None, label: Block | None) -> Iterator[Title]:
    """Lines that may tell the title, the surest first."""
    document = ledger.document
    pages = [b.text for b in document.blocks if b.region is Region.TITLE]
    for text in [title.text if title else "", document.title, *pages]:
        found = read_title(text) or read_bare_days(text)
        if found:
            yield found
    for text in [
        label.text if label else "",
        _words_of(document.address),
        _words_of(document.name),
    ]:
        days = ranges.title_days(text)
        if days:
            yield Title(text, None, days)


def _period(ledger: Ledger, candidates: list[Title], year: int | None) -> tuple[date, date] | None:
    """The days of the surest line, or of one that writes the same days with their year."""
    written = [c.found for c in candidates if c.found]
    if not written:
        ledger.doubt("period-missing", ledger.document.name, "No period could be found.")
        return None
    start = written[0].days.start
    same = [found for found in written if found.days.start == start]
    found = next((found for found in same if found.days.has_year), written[0])
    if found.is_repaired:
        ledger.doubt("title", "title", "The two days of the title had run together.")
    if not found.days.has_year and year is None:
        year = years.from_elsewhere(ledger, found.days.end)
    return _dates(ledger, found, year)


def _dates(ledger: Ledger, found: Found, year: int | None) -> tuple[date, date] | None:
    try:
        start, end = found.days.dates(year)
    except ranges.YearMissing:
        ledger.doubt(
            "year-missing",
            "title",
            "The title has no year. Give it along with the file (--year YYYY).",
        )
        return None
    except ranges.BadRange as error:
        ledger.doubt("period-wrong", "title", str(error))
        return None
    length = (end - start).days + 1
    if length not in USUAL_LENGTHS:
        words = f"{length} days" if length > 1 else "a single day"
        ledger.doubt("period-length", "title", f"The period has {words}.")
    return start, end


def _number_of_address(ledger: Ledger) -> int | None:
    document = ledger.document
    for text, where in [(document.address, "address"), (document.name, "file name")]:
        match = _NUMBER_IN_ADDRESS.search(text)
        if not match:
            continue
        number = int(match["number"])
        ledger.doubt(
            "number-from-name", "title", f"The title has no number; {number} is from the {where}."
        )
        return number
    return None


def _words_of(address: str) -> str:
    """“…/ishm-july-21-27-2017/” as words, for reading days in it."""
    last = address.rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[-_]+", " ", last.removesuffix(".txt").removesuffix(".html"))
