"""Short issues for tests of preflight, without a database: content as an edition has it."""

from __future__ import annotations

from typing import Any

from bulletins.preflight import draft, engine
from bulletins.preflight.checks import BY_ID
from bulletins.preflight.lexicon import Lexicon, Name, house_words

SOURCE = [{"outlet": "Iraqi press", "title": "", "url": "", "language": "ar"}]


def entry(text: str, day: str | None = "2017-07-24", last: str | None = None, **more: Any) -> dict:
    """One story; plain text becomes a paragraph, HTML stays."""
    html = text if text.startswith("<") else f"<p>{text}</p>"
    return {
        "id": more.get("id", 0),
        "event_date": day,
        "event_date_end": last,
        "html": html,
        "sources": more.get("sources", SOURCE),
    }


def section(headline: str, summary: str, *entries: dict, heading: str | None = None) -> dict:
    """A takeaway with its entries."""
    html = summary if summary.startswith("<") or not summary else f"<p>{summary}</p>"
    return {
        "id": 0,
        "headline": headline,
        "heading": headline if heading is None else heading,
        "summary_html": html,
        "entries": list(entries),
    }


def incident(day: str | None, location: str, deaths: int | None, injuries: int | None) -> dict:
    """A row of the record with certain figures."""
    return {
        "event_date": day,
        "location": location,
        "deaths_low": deaths,
        "deaths_high": deaths,
        "injuries_low": injuries,
        "injuries_high": injuries,
    }


def content(*sections: dict, incidents: tuple[dict, ...] = (), **more: Any) -> dict[str, Any]:
    """An issue of July 21 – 27, 2017; every row gets an id of its own."""
    sections = [{**one, "entries": [dict(row) for row in one["entries"]]} for one in sections]
    number = 0
    for number, one in enumerate(sections, start=1):
        one["id"] = number
    for number, row in enumerate((row for one in sections for row in one["entries"]), start=1):
        row["id"] = number
    return {
        "title": "ISHM: July 21 – 27, 2017",
        "period_start": more.get("start", "2017-07-21"),
        "period_end": more.get("end", "2017-07-27"),
        "takeaways": sections,
        "incidents": [{**row, "id": number} for number, row in enumerate(incidents, start=1)],
    }


def issue_of(text: str, **more: Any) -> dict[str, Any]:
    """An issue whose only entry is this text."""
    return content(section("", "", entry(text, **more)))


def lexicon(*names: Name) -> Lexicon:
    """The house list and these names."""
    return Lexicon(names=names, words=house_words())


def find(check: str, issue: dict[str, Any], *names: Name, previous: dict | None = None) -> list:
    """What one check finds."""
    before = draft.read(previous) if previous else None
    outcome = engine.run(
        draft.read(issue, previous=before), lexicon(*names), checks=(BY_ID[check],)
    )
    return outcome.findings


def excerpts(check: str, issue: dict[str, Any], *names: Name, previous: dict | None = None) -> list:
    """The words one check points at."""
    return [one.excerpt for one in find(check, issue, *names, previous=previous)]
