"""A weekly issue from a document of any year and any reader."""

from __future__ import annotations

import re
from datetime import date

from bulletins.importing.document import Block, Document
from bulletins.importing.interpreter import layout, rows, sections, takeaways, titles
from bulletins.importing.interpreter.layout import Layout
from bulletins.importing.reading import (
    IncidentReading,
    IssueReading,
    Ledger,
    TakeawayReading,
)

Period = tuple[date, date]

_SCHEDULE = re.compile(
    r"\b(holidays?|vacation|delay(ed)?|schedule|no\s+(ishm|issue)|next\s+(ishm|issue|week)|two[\s-]week"
    r"|(will|not)\s+(be\s+)?(publish|send|return|resume)\w*|special\s+(edition|issue)|correction)\b",
    re.IGNORECASE,
)


class NotABulletin(Exception):
    """Nothing in the document looks like an issue. The message says what was looked for."""


def read_issue(
    document: Document, *, year: int | None = None, number: int | None = None
) -> IssueReading:
    """The issue in the document, with every block of it accounted for.

    ``year`` is used where the title has none; ``number`` overrules the file. Raises
    ``NotABulletin`` instead of returning an empty issue.
    """
    ledger = Ledger(document)
    for check, message in document.doubts:
        ledger.doubt(check, document.name, message)
    parts = layout.divide(ledger)
    if not _is_bulletin(parts, document):
        raise NotABulletin(
            "This does not look like an issue: no title, no takeaways and no incident table."
        )
    heading = titles.read_heading(ledger, parts.title, parts.label, year=year, number=number)
    note = _read_notes(parts, ledger)
    read = IssueReading(
        title=heading.title,
        number=heading.number,
        period_start=heading.period[0] if heading.period else None,
        period_end=heading.period[1] if heading.period else None,
        note=note,
        takeaways=_read_text(parts, heading.period, ledger),
        incidents=_read_table(parts, heading.period, ledger),
        ledger=ledger,
    )
    ledger.close()
    return read


def _is_bulletin(parts: Layout, document: Document) -> bool:
    has_title = parts.title is not None or titles.read_title(document.title) is not None
    has_text = bool(parts.takeaways or parts.sections)
    return bool(parts.rows) or (parts.label is not None and has_text) or (has_title and has_text)


def _read_notes(parts: Layout, ledger: Ledger) -> str:
    """The line on the schedule above the takeaways; anything else up there stays open."""
    for block, what in [(parts.title, "title"), (parts.label, "label")]:
        if block:
            ledger.use(block, what)
    notes = []
    for block in parts.notes:
        if titles.is_title(block):
            ledger.drop(block, "title again")
        elif _SCHEDULE.search(block.text):
            ledger.use(block, "schedule note")
            notes.append(block.text)
    return "\n".join(notes)


def _read_text(parts: Layout, period: Period | None, ledger: Ledger) -> list[TakeawayReading]:
    """Takeaways with the entries of their sections; sections of their own in between."""
    body = list(parts.sections)
    headings = {takeaways.same_words(block.text) for block in body if len(block.text) < 300}
    read = _read_takeaways(parts.takeaways, headings, ledger)
    headlines = {takeaways.same_words(takeaway.headline) for takeaway in read} - {""}
    found = []
    for section in sections.divide(body, headlines=headlines):
        for block in section.heading:
            ledger.use(block, "heading")
        entries = sections.read_entries(section, period=period, ledger=ledger)
        place = section.heading[0].place if section.heading else ""
        found.append(TakeawayReading(heading=section.heading_text, entries=entries, place=place))
    return sections.arrange(found, read)


def _read_takeaways(
    blocks: list[Block], headings: set[str], ledger: Ledger
) -> list[TakeawayReading]:
    read: list[TakeawayReading] = []
    earlier: list[str] = []
    for group in takeaways.group(blocks):
        if takeaways.is_repeated(group, earlier):
            ledger.doubt("repeated", group[0].place, "This paragraph stands twice; kept once.")
            _drop_all(group, "repeated paragraph", ledger)
            continue
        earlier.append(takeaways.same_words(group[0].text))
        takeaway = takeaways.read_takeaway(group, headings=headings, ledger=ledger)
        if not takeaway.headline and not takeaway.summary:
            _drop_all(group, "empty bullet", ledger)
            continue
        for block in group:
            ledger.use(block, "takeaway")
        takeaway.heading = takeaway.headline
        takeaway.place = group[0].place
        read.append(takeaway)
    return read


def _drop_all(blocks: list[Block], as_what: str, ledger: Ledger) -> None:
    for block in blocks:
        ledger.drop(block, as_what)


def _read_table(parts: Layout, period: Period | None, ledger: Ledger) -> list[IncidentReading]:
    """The incidents in the order of the table; header and totals are made by the templates."""
    columns = rows.Columns()
    incidents: list[IncidentReading] = []
    if parts.table_heading:
        ledger.drop(parts.table_heading, "table heading")
    for block in parts.rows:
        if rows.is_header(block):
            columns = rows.read_columns(block)
            ledger.drop(block, "header row")
        elif rows.is_totals(block):
            ledger.drop(block, "totals row")
        else:
            incidents.append(rows.read_row(block, columns, period=period, ledger=ledger))
            ledger.use(block, "incident")
    _check_days(incidents, period, ledger)
    return incidents


def _check_days(incidents: list[IncidentReading], period: Period | None, ledger: Ledger) -> None:
    for incident in incidents:
        day = incident.event_date
        if day and period and not period[0] <= day <= period[1]:
            ledger.doubt(
                "incident-outside-period", incident.place, f"{day} lies outside the period."
            )
