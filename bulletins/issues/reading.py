"""An edition as its templates read it: dates in words, stories by day, sources numbered.

Made from the frozen content alone. One reading serves the web page, the mail and the PDF, so that
they cannot differ in what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from bulletins.guide.glossary import FrozenTerm
from bulletins.guide.linking import link_section
from bulletins.incidents.tables import IncidentTable, incident_table
from bulletins.issues.dates import period_words
from bulletins.rendering import html
from bulletins.rendering.scripts import mark_phrases, phrases, turn_blocks
from bulletins.rendering.typesetting import kept_together

Content = dict[str, Any]
GUIDE = "Reference Guide"
# What must not stand alone on the next line: the end of a story with the calls of its footnotes.
_LAST_WORDS = re.compile(r"(?:[^\s<>&;]{1,15} )?[^\s<>&;]{1,30}$")
_GLUE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class NumberedSource:
    """Who reported a story, and its number in the issue."""

    number: int
    outlet: str
    title: str
    url: str
    language: str

    @property
    def words(self) -> str:
        """“River Gazette, “The gauge is repaired””; the address where neither is known."""
        named = ", ".join(filter(None, [self.outlet, self.title and f"“{self.title}”"]))
        return named or self.url

    def note_html(self, *, is_first: bool) -> str:
        """As a footnote: who, what, and the address in print; a comma parts two numbers."""
        named = ", ".join(filter(None, [self.outlet, self.title and f"“{self.title}”"]))
        address = self.url.removeprefix("https://").removeprefix("http://").removesuffix("/")
        link = f'<a href="{escape(self.url)}">{escape(address)}</a>' if self.url else ""
        classes = "footnote" if is_first else "footnote also"
        return f'<span class="{classes}">{": ".join(filter(None, [phrases(named), link]))}</span>'


@dataclass(frozen=True)
class Story:
    """One entry."""

    id: int | None
    first_day: date | None
    last_day: date | None
    html: str
    text: str
    sources: list[NumberedSource]

    @property
    def noted_html(self) -> str:
        """The text for print, its sources as footnotes called where its last sentence ends."""
        text = kept_together(self.html)
        notes = "".join(
            source.note_html(is_first=at == 0) for at, source in enumerate(self.sources)
        )
        end = max(text.rfind("</p>"), text.rfind("</li>"))
        if end < 0:
            return f"{text}<p>{notes}</p>" if notes else text
        last_words = _LAST_WORDS.search(text, 0, end)
        at = last_words.start() if last_words else end
        return f'{text[:at]}<span class="whole">{text[at:end]}{notes}</span>{text[end:]}'

    @property
    def days(self) -> str:
        """“Friday, July 21”, “July 21 – 23” or nothing when the story has no date."""
        if self.first_day is None:
            return ""
        last_day = self.last_day or self.first_day
        if last_day == self.first_day:
            return f"{self.first_day:%A, %B} {self.first_day.day}"
        words = period_words(self.first_day, last_day)
        return words.removesuffix(f", {last_day.year}")


@dataclass(frozen=True)
class Day:
    """Neighboring stories of one date, in the editor's order."""

    words: str
    first_day: date | None
    stories: list[Story]


@dataclass(frozen=True)
class Section:
    """A takeaway and the stories under it. Either may be missing."""

    id: int | None
    headline: str
    summary: str
    summary_html: str
    heading: str
    days: list[Day]
    page: str  # the address of the page the section stands on; empty for the page itself

    @property
    def anchor(self) -> str:
        return f"takeaway-{self.id}"

    @property
    def link(self) -> str:
        return f"{self.page}#{self.anchor}"

    @property
    def digest_html(self) -> str:
        """The takeaway as one text: “**Headline** – summary *more…*”."""
        more = f'{_GLUE}<a class="more" href="{escape(self.link)}">more…</a>'
        return self._ending_in(more, space=_GLUE)

    @property
    def printed_html(self) -> str:
        """The same on paper: “… more on page”, where the style sheet knows the number."""
        about = escape(f"More on: {self.headline or self.heading}")
        more = f' <a class="more" href="{escape(self.link)}" title="{about}">more on page</a>'
        return kept_together(self._ending_in(more, space=" "))

    def _ending_in(self, link: str, *, space: str) -> str:
        """The takeaway, and a link to its section if it has one."""
        more = link if self.days else ""
        text = _run_in(phrases(self.headline), self.summary_html, space=space)
        return text.removesuffix("</p>") + f"{more}</p>" if text.endswith("</p>") else text + more

    @property
    def brief_html(self) -> str:
        """The takeaway where there is no section to lead to: “**Headline** – summary”."""
        return kept_together(_run_in(phrases(self.headline), self.summary_html, space=" "))

    @property
    def is_takeaway(self) -> bool:
        """It says something at the top of the issue."""
        return bool(self.headline or self.summary)

    @property
    def stories(self) -> list[Story]:
        return [story for day in self.days for story in day.stories]


@dataclass(frozen=True)
class Bulletin:
    """A whole edition, ready to be set."""

    number: int | None
    title: str
    period: str
    period_end: date
    note: str
    publication: dict[str, str]
    sections: list[Section]
    incidents: IncidentTable

    @property
    def takeaways(self) -> list[Section]:
        """What stands at the top of the issue."""
        return [section for section in self.sections if section.is_takeaway]

    @property
    def chapters(self) -> list[Section]:
        """The sections that have stories."""
        return [section for section in self.sections if section.days]

    @property
    def sources(self) -> list[NumberedSource]:
        """Every source of the issue, by number."""
        return [
            source
            for section in self.sections
            for story in section.stories
            for source in story.sources
        ]

    @property
    def guide_line(self) -> tuple[str, str, str]:
        """The line below the takeaways: before the guide's name, its name, and after."""
        line = self.publication["guide_line"]
        before, name, after = line.partition(GUIDE)
        return (before, name, after) if name else (f"{line} ".lstrip(), GUIDE, ".")


def read(content: Content, *, page: str = "", guide: str = "") -> Bulletin:
    """The edition's content, ready to be set.

    ``page`` is the address links to its sections begin with. With ``guide``, the address of the
    Reference Guide, each section links the first mention of every term the edition knows.
    """
    numbers = iter(range(1, 1 + _count_sources(content)))
    return Bulletin(
        number=content["number"],
        title=content["title"],
        period=period_of(content),
        period_end=date.fromisoformat(content["period_end"]),
        note=content["note"],
        publication=content["publication"],
        sections=[
            _section(takeaway, numbers, page) for takeaway in _safe_takeaways(content, guide)
        ],
        incidents=incident_table(content["incidents"]),
    )


def period_of(content: Content) -> str:
    """The days the content is about, in the house form."""
    start, end = content["period_start"], content["period_end"]
    return period_words(date.fromisoformat(start), date.fromisoformat(end))


def _safe_takeaways(content: Content, guide: str) -> list[Content]:
    """The takeaways with their HTML ready: cleaned, terms linked, other scripts marked.

    Terms are linked once in the takeaways and once in each section.
    """
    terms = content.get("terms", []) if guide else []
    takeaways = content["takeaways"]
    summaries = _safe([each["summary_html"] for each in takeaways], terms, guide)
    return [
        {**takeaway, "summary_html": summary, "entries": _safe_entries(takeaway, terms, guide)}
        for takeaway, summary in zip(takeaways, summaries, strict=True)
    ]


def _safe_entries(takeaway: Content, terms: list[FrozenTerm], guide: str) -> list[Content]:
    entries = takeaway["entries"]
    bodies = _safe([entry["html"] for entry in entries], terms, guide)
    return [{**entry, "html": body} for entry, body in zip(entries, bodies, strict=True)]


def _safe(bodies: list[str], terms: list[FrozenTerm], guide: str) -> list[str]:
    """Cleaned again at the last moment: content may be older than today's rules."""
    cleaned = [html.clean(body) for body in bodies]
    return [turn_blocks(mark_phrases(body)) for body in link_section(cleaned, terms, guide)]


def _count_sources(content: Content) -> int:
    return sum(
        len(entry["sources"]) for takeaway in content["takeaways"] for entry in takeaway["entries"]
    )


def _section(takeaway: Content, numbers: Iterator[int], page: str) -> Section:
    stories = [_story(entry, numbers) for entry in takeaway["entries"]]
    return Section(
        id=takeaway["id"],
        headline=takeaway["headline"],
        summary=takeaway["summary"],
        summary_html=takeaway["summary_html"],
        heading=takeaway["heading"],
        days=_by_day(stories),
        page=page,
    )


def _story(entry: Content, numbers: Iterator[int]) -> Story:
    return Story(
        id=entry["id"],
        first_day=_day(entry["event_date"]),
        last_day=_day(entry["event_date_end"]),
        html=entry["html"],
        text=entry["text"],
        sources=[
            NumberedSource(
                number=next(numbers),
                outlet=source["outlet"],
                title=source["title"],
                url=source["url"],
                language=source["language"],
            )
            for source in entry["sources"]
        ],
    )


def _by_day(stories: Iterable[Story]) -> list[Day]:
    """Only neighbors share a day: the editor's order stands, also where dates go back."""
    days = []
    for words, group in groupby(stories, key=lambda story: story.days):
        together = list(group)
        days.append(Day(words=words, first_day=together[0].first_day, stories=together))
    return days


def _run_in(headline: str, summary_html: str, *, space: str) -> str:
    """The headline at the beginning of the summary's first paragraph, if it begins with one.

    ``space`` stands before the dash. A fixed one keeps the dash from beginning a line; in print it
    would be the first space of its font, and so every copied space (see docs/documents.md).
    """
    if not headline:
        return summary_html or "<p></p>"
    if summary_html.startswith("<p>"):
        return f"<p><strong>{headline}</strong>{space}– {summary_html.removeprefix('<p>')}"
    return f"<p><strong>{headline}</strong></p>{summary_html}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
