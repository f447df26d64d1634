"""A reading as JSON, in the shape of ``show_issue``: what the commands print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bulletins.importing.reading import (
    DailyReading,
    Doubt,
    EntryReading,
    IncidentReading,
    IssueReading,
    TakeawayReading,
)
from bulletins.issues.dates import period_words

Json = dict[str, Any]


def issue_as_json(reading: IssueReading, *, series: str, points: Sequence[Json]) -> Json:
    """The issue as it would be saved: a draft. ``series`` names it where the title is missing.

    ``points`` say where each incident lies, in their order.
    """
    return {
        "number": reading.number,
        "title": reading.title or _made_title(reading, series),
        "period_start": _iso(reading.period_start),
        "period_end": _iso(reading.period_end),
        "status": "draft",
        "edition": None,
        "note": reading.note,
        "takeaways": [_takeaway(takeaway) for takeaway in reading.takeaways],
        "incidents": [
            _incident(incident, point)
            for incident, point in zip(reading.incidents, points, strict=True)
        ],
        "warnings": warnings(reading.doubts),
    }


def daily_as_json(reading: DailyReading) -> Json:
    """The daily as it would be saved."""
    return {
        "title": reading.title,
        "series": reading.series,
        "date_start": _iso(reading.date_start),
        "date_end": _iso(reading.date_end),
        "headlines": reading.headlines,
        "bluf": reading.opening,
        "items": [{"text": item.text} for item in reading.items],
        "readings": [{"text": listed.text, "url": listed.url} for listed in reading.readings],
        "warnings": warnings(reading.doubts),
    }


def warnings(doubts: list[Doubt]) -> list[Json]:
    """The doubts as every command prints them."""
    return [{"check": d.check, "where": d.where, "message": d.message} for d in doubts]


def _made_title(reading: IssueReading, series: str) -> str:
    if reading.period_start is None or reading.period_end is None:
        return ""
    return f"{series}: {period_words(reading.period_start, reading.period_end)}"


def _takeaway(takeaway: TakeawayReading) -> Json:
    return {
        "headline": takeaway.headline,
        "summary": takeaway.summary,
        "summary_html": takeaway.summary_html,
        "heading": takeaway.heading,
        "entries": [_entry(entry) for entry in takeaway.entries],
    }


def _entry(entry: EntryReading) -> Json:
    return {
        "event_date": _iso(entry.event_date),
        "event_date_end": _iso(entry.event_date_end),
        "text": entry.text,
        "html": entry.html,
        "sources": [
            {"outlet": source.outlet, "title": source.title, "url": source.url}
            for source in entry.sources
        ],
    }


def _incident(incident: IncidentReading, point: Json) -> Json:
    return {
        "event_date": _iso(incident.event_date),
        "location": incident.location,
        "deaths_low": incident.deaths.low,
        "deaths_high": incident.deaths.high,
        "injuries_low": incident.injuries.low,
        "injuries_high": incident.injuries.high,
        "latitude": point["latitude"],
        "longitude": point["longitude"],
        "precision_km": point["precision_km"],
        "governorate": point["governorate"],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
