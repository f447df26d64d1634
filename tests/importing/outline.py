"""A reading in a few lines, for comparing with what a person expects of the document."""

from __future__ import annotations

from bulletins.importing.document import Document
from bulletins.importing.interpreter.daily import is_daily_title, read_daily
from bulletins.importing.interpreter.weekly import NotABulletin, read_issue
from bulletins.importing.reading import Fate


def outline(document: Document) -> str:
    """Title, parts, what was dropped, and the doubts."""
    read = read_daily if any(is_daily_title(b.text) for b in document.blocks[:9]) else read_issue
    try:
        reading = read(document)
    except NotABulletin as error:
        return f"refused: {error}\n"
    body = _daily(reading) if read is read_daily else _issue(reading)
    ledger = reading.ledger
    dropped = [ledger.verdicts[b.index].as_what for b in ledger.blocks_that_were(Fate.FURNITURE)]
    return "\n".join(
        [
            *body,
            *([f"dropped: {', '.join(dropped)}"] if dropped else []),
            *(f"! {doubt.check} | {doubt.where} | {doubt.message}" for doubt in reading.doubts),
            "",
        ]
    )


def _issue(reading):
    yield f"{reading.title or '(no title)'} | {reading.number or 'no number'}"
    yield f"{reading.period_start} – {reading.period_end}"
    if reading.note:
        yield f"note: {reading.note}"
    for takeaway in reading.takeaways:
        yield f"# {takeaway.headline or '(no headline)'}"
        if takeaway.summary_html:
            yield f"  {takeaway.summary_html}"
        if takeaway.heading != takeaway.headline:
            yield f"  heading: {takeaway.heading or '(none)'}"
        for entry in takeaway.entries:
            until = f" – {entry.event_date_end}" if entry.event_date_end else ""
            yield f"  - {entry.event_date or 'undated'}{until}: {entry.html}"
            for source in entry.sources:
                yield f"    source: {source.outlet} | {source.title} | {source.url}"
    for row in reading.incidents:
        yield f"* {row.event_date or 'undated'} | {row.location} | {row.deaths} | {row.injuries}"


def _daily(reading):
    yield f"{reading.series} | {reading.date_start} – {reading.date_end}"
    for headline in reading.headlines:
        yield f"# {headline}"
    if reading.opening_html:
        yield f"bluf: {reading.opening_html}"
    for item in reading.items:
        yield f"- {item.label}: {item.html}" if item.label else f"- {item.html}"
    for listed in reading.readings:
        yield f"reading: {listed.outlet} | {listed.title} | {listed.url} | {listed.text}"
