"""The rows of a CSV or XLSX file, by the names of the data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bulletins.rendering.zips import DAMAGE, RefusedZip, refuse_bombs

MOST_ROWS = 250_000
LARGEST_BOOK = 200 * 1024 * 1024  # bytes, unpacked: so many rows have some 100 MB
# What openpyxl raises, by the place of the damage: also in the middle of a sheet.
BROKEN_BOOK = (
    *DAMAGE, InvalidFileException, LookupError, TypeError, AttributeError, SyntaxError,
)  # fmt: skip
# What people write above their columns → our name.
HEADINGS = {
    "id": "id", "public id": "id",
    "date": "event_date", "day": "event_date", "event date": "event_date",
    "date start": "event_date",
    "event date end": "event_date_end", "last day": "event_date_end", "date end": "event_date_end",
    "location": "location", "place": "location", "site": "location",
    "governorate": "governorate", "province": "governorate", "admin1": "governorate",
    "kind": "kind", "type": "kind", "event type": "kind",
    "deaths": "deaths", "killed": "deaths", "fatalities": "deaths",
    "deaths low": "deaths_low", "deaths high": "deaths_high",
    "injuries": "injuries", "injured": "injuries", "wounded": "injuries",
    "injuries low": "injuries_low", "injuries high": "injuries_high",
    "latitude": "latitude", "lat": "latitude", "longitude": "longitude",
    "lon": "longitude", "lng": "longitude",
    "precision km": "precision_km", "method": "method", "notes": "notes", "remarks": "notes",
}  # fmt: skip


class CannotRead(Exception):
    """Nothing was read. The message says why, in words for an editor."""


class Line(NamedTuple):
    """One row, and where it stands in the file; the heading is line 1."""

    number: int
    cells: dict[str, Any]


def read_lines(content: bytes, *, most: int = MOST_ROWS) -> Iterator[Line]:
    """Every row that says anything. Raises ``CannotRead`` for what is no table of incidents."""
    if not content.strip():
        raise CannotRead("The file is empty.")
    rows = iter(_xlsx(content) if content.startswith(b"PK") else _csv(content))
    names = _names(next(rows, []))
    for number, row in enumerate(rows, start=2):
        if number - 1 > most:
            raise CannotRead(f"The file has more than {most:,} rows. Split it and try again.")
        cells = {name: cell for name, cell in zip(names, row, strict=False) if name}
        if any(cell not in (None, "") for cell in cells.values()):
            yield Line(number, cells)


def _names(heading: Iterable[Any]) -> list[str]:
    words = [str(cell or "").casefold().replace("_", " ").strip(" #*:") for cell in heading]
    names = [HEADINGS.get(word, "") for word in words]
    if not {"event_date", "location"} & set(names):
        raise CannotRead(
            "The first row must name the columns, among them “date” and “location”. "
            f"It reads: {', '.join(words[:8]) or 'nothing'}."
        )
    return names


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotRead(
            "This is neither an Excel workbook (.xlsx) nor a CSV file in UTF-8. Save it anew as "
            "“CSV UTF-8”."
        ) from None
    if "\0" in text:
        raise CannotRead("This is not a table.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise CannotRead(f"The table cannot be read: {error}.") from None


def _xlsx(content: bytes) -> Iterator[tuple[Any, ...]]:
    """The first sheet; of a formula only the value that was last computed."""
    try:
        refuse_bombs(
            content, "Excel workbook", largest_unpacked=LARGEST_BOOK, largest_part=LARGEST_BOOK
        )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except RefusedZip as error:
        raise CannotRead(f"{error} Nothing was read.") from None
    except BROKEN_BOOK:
        raise CannotRead("The Excel workbook is damaged or locked. Nothing was read.") from None
