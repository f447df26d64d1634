"""The mail as plain text, set from the data: a text that was meant to be one."""

from __future__ import annotations

from collections.abc import Iterator

from bulletins.incidents.tables import COLUMNS, Row
from bulletins.issues.reading import Bulletin, Day, Section, Story
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.rendering.html import linked_text
from bulletins.rendering.plaintext import LinkList, heading, link_list, paragraphs, table, wrap

INCIDENTS = "IED Incidents and Resulting Casualties"
_DATE, LOCATION, DEATHS, INJURIES = range(4)


def text_part(
    bulletin: Bulletin, *, page: str, guide: str, map_png: str, edition: str, correction: str = ""
) -> str:
    """The whole text part, lines of at most 72 characters (addresses longer), LF between them."""
    links = LinkList()
    parts = [
        *_head(bulletin, page, correction),
        *_takeaways(bulletin, links, guide),
        *_sections(bulletin, links),
        *_incidents(bulletin, map_png),
        *_foot(bulletin, links, page, edition),
    ]
    return "\n\n".join(parts).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def _head(bulletin: Bulletin, page: str, correction: str) -> Iterator[str]:
    number = f", no. {bulletin.number}" if bulletin.number else ""
    yield wrap(f"{bulletin.publication['series_title']}{number}")
    yield heading(bulletin.title, underline="=")
    if bulletin.note:
        yield wrap(bulletin.note)
    if correction:
        yield wrap(f"Corrected: {correction}")
    yield f"Read it in a browser:\n{page}"
    yield f"Unsubscribe:\n{UNSUBSCRIBE_URL}"


def _takeaways(bulletin: Bulletin, links: LinkList, guide: str) -> Iterator[str]:
    if bulletin.takeaways:
        yield heading("Key Takeaways")
    for takeaway in bulletin.takeaways:
        yield _takeaway(takeaway, links)
    before, name, after = bulletin.guide_line
    yield wrap(before + links.mark(name, guide) + after)


def _takeaway(takeaway: Section, links: LinkList) -> str:
    summary = linked_text(takeaway.summary_html, links.number_of)
    words = " – ".join(filter(None, [takeaway.headline, summary]))
    if takeaway.days:
        words = f"{words} {links.mark('more…', takeaway.link)}"
    return paragraphs(words, first="* ", rest="  ")


def _sections(bulletin: Bulletin, links: LinkList) -> Iterator[str]:
    for section in bulletin.chapters:
        yield heading(section.heading or "More stories")
        for day in section.days:
            yield from _day(day, links)


def _day(day: Day, links: LinkList) -> Iterator[str]:
    if day.words:
        yield day.words.upper()
    for story in day.stories:
        yield _story(story, links)


def _story(story: Story, links: LinkList) -> str:
    text = paragraphs(linked_text(story.html, links.number_of))
    if not story.sources:
        return text
    label = "Source" if len(story.sources) == 1 else "Sources"
    named = "; ".join(links.mark(source.words, source.url) for source in story.sources)
    return f"{text}\n{wrap(f'{label}: {named}', rest='  ')}"


def _incidents(bulletin: Bulletin, map_png: str) -> Iterator[str]:
    incidents = bulletin.incidents
    if not incidents.rows:
        return
    yield heading(INCIDENTS)
    rows = [
        (row.short_days, _location(row), str(row.deaths), str(row.injuries))
        for row in incidents.rows
    ]
    sums = incidents.totals
    count = f"{sums.incidents} incident{'' if sums.incidents == 1 else 's'}"
    sum_row = ("Total", count, str(sums.deaths), str(sums.injuries))
    head, *body, total = table(
        [COLUMNS, *rows, sum_row], wide=LOCATION, right=frozenset({DEATHS, INJURIES})
    )
    rule = "-" * max(len(line) for text in [head, *body, total] for line in text.splitlines())
    yield "\n".join([head, rule, *body, rule, total])
    yield f"Map:\n{map_png}"
    if bulletin.publication["map_note"]:
        yield wrap(bulletin.publication["map_note"])


def _location(row: Row) -> str:
    return f"{row.location} ({row.notes})" if row.notes else row.location


def _foot(bulletin: Bulletin, links: LinkList, page: str, edition: str) -> Iterator[str]:
    yield from link_list(links)
    publication = bulletin.publication
    yield "-- "
    for line in ("source_line", "footer"):
        if publication[line]:
            yield wrap(publication[line])
    publisher = filter(None, [publication["publisher"], publication["postal_address"]])
    yield wrap(", ".join(publisher))
    yield wrap(edition)
    yield f"Choose what you receive:\n{PREFERENCES_URL}"
    yield f"Unsubscribe:\n{UNSUBSCRIBE_URL}"
