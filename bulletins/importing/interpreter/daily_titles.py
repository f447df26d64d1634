"""Titles of the daily: “IRAQ DAILY TRACKER 21/22 JUN: one headline; another”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletins.importing.interpreter.ranges import DASH, MONTH, WrittenDays, month_number

_TITLE = re.compile(
    r"\W*(?P<series>IRAQ\s+(?:DAILY\s+)?TRACKER)\s*[,:\u2013\u2014-]?\s*"
    rf"(?P<day>\d{{1,2}})\s*(?P<month>{MONTH})?"
    rf"(?:\s*(?:/|&|and|{DASH})\s*(?P<last_day>\d{{1,2}})\s*(?P<last_month>{MONTH})?)?"
    r"(?:\s*,?\s*(?P<year>20\d{2}))?\s*(?:[:\u2013\u2014-]\s*(?P<headlines>.*)|$)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 500
# A comma inside parentheses, or between the digits of a number, divides no headlines.
_COMMA = re.compile(r",(?!\d)\s+(?![^()]*\))")


@dataclass(frozen=True, slots=True)
class DailyTitle:
    """What the title of a daily says; the year is hardly ever there."""

    text: str
    series: str
    days: WrittenDays
    headlines: tuple[str, ...]
    is_comma_separated: bool


def read_daily_title(text: str) -> DailyTitle | None:
    """The title in this text, or ``None`` if it is not the title of a daily."""
    flat = " ".join(text.split())
    match = _TITLE.match(flat) if len(flat) <= _LONGEST else None
    if match is None or not (match["month"] or match["last_month"]):
        return None
    headlines = match["headlines"] or ""
    parts = headlines.split(";") if ";" in headlines else _COMMA.split(headlines)
    kept = tuple(part.strip() for part in parts if part.strip())
    return DailyTitle(
        text=flat,
        series=" ".join(match["series"].split()),
        days=_days(match),
        headlines=kept,
        is_comma_separated=";" not in headlines and len(kept) > 1,
    )


def _days(match: re.Match[str]) -> WrittenDays:
    month = month_number(match["month"] or match["last_month"])
    last_month = month_number(match["last_month"]) if match["last_month"] else month
    last_day = int(match["last_day"] or match["day"])
    year = int(match["year"]) if match["year"] else None
    return WrittenDays((month, int(match["day"])), (last_month, last_day), None, year)
