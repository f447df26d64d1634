"""The year of a title that has none, from what stands around the document."""

from __future__ import annotations

import re
from datetime import date

from bulletins.importing.interpreter import ranges
from bulletins.importing.reading import Ledger

_YEAR = re.compile(r"(?<!\d)(?P<year>20\d{2})(?!\d)")
# “/2014/06/22/iraq-daily-tracker/”, “daily-tracker-2014-06-21.txt”
_DAY = re.compile(r"(?<!\d)(20\d{2})[-/](\d{2})[-/](\d{2})(?!\d)")


def from_elsewhere(ledger: Ledger, last_day: tuple[int, int]) -> int | None:
    """The year of ``last_day`` (month, day) by what stands around the text, always with a doubt.

    The date of the post tells most: a post of January 2 about December 30 is about last year.
    """
    document = ledger.document
    if document.published_at is not None:
        return _told(ledger, _nearest(last_day, document.published_at.date()), "the post's date")
    for text, where in [(document.address, "the address"), (document.name, "the file name")]:
        year = _year_in(text, last_day)
        if year:
            return _told(ledger, year, where)
    return None


def _year_in(text: str, last_day: tuple[int, int]) -> int | None:
    match = _DAY.search(text)
    if match:
        try:
            return _nearest(last_day, date(*(int(part) for part in match.groups())))
        except ValueError:
            return int(match[1])
    match = _YEAR.search(text)
    return int(match["year"]) if match else None


def _nearest(last_day: tuple[int, int], written: date) -> int:
    try:
        return ranges.nearest_year(*last_day, (written, written)).year
    except ranges.BadRange:
        return written.year


def _told(ledger: Ledger, year: int, where: str) -> int:
    ledger.doubt("year-from-elsewhere", "title", f"The title has no year; {year} is from {where}.")
    return year
