"""A post of the Daily Tracker from a document of any reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from bulletins.importing.document import Block, Document, Kind, paragraph_html
from bulletins.importing.interpreter import furniture, years
from bulletins.importing.interpreter.bodies import body_html
from bulletins.importing.interpreter.daily_titles import DailyTitle, read_daily_title
from bulletins.importing.interpreter.ranges import BadRange, YearMissing
from bulletins.importing.interpreter.weekly import NotABulletin
from bulletins.importing.reading import (
    DailyReading,
    ItemReading,
    Ledger,
    ListedReading,
    excerpt,
)
from bulletins.rendering.html import plain_text

_BLUF = re.compile(
    r"\W*(?:BLUF|bottom\s+line(?:\s+up\s+front)?)\s*[:\u2013\u2014-]\s*", re.IGNORECASE
)
_READING_LIST = re.compile(
    r"\W*(?:writing|reading|writings|analysis)\s+on\s+iraq\W*", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"\bblank and blank\b|\bTK\b|\bX{2,}\b|\b(?:lorem ipsum)\b")
# The provinces, as the dailies of those years spelled them.
_PROVINCE = re.compile(
    r"In\s+(?P<name>al-Anbar|Anbar|Babil|Babylon|Baghdad|Basra|Dhi Qar|Diwaniya|Diyala|Dohuk|Duhok"
    r"|Erbil|Irbil|Karbala|Kirkuk|Maysan|Muthanna|Najaf|Ninewa|Nineveh|Qadisiya|Salah (?:ad|al)-Din"
    r"|Salahuddin|Sulaimaniyah?|Wasit)(?:\s+[Pp]rovince)?,"
)


_AFTER_THE_TEXT = frozenset({furniture.COMMENT_FORM, furniture.REPLIES})


@dataclass(slots=True)
class _Parts:
    title: Block | None = None
    text: list[Block] = field(default_factory=list)
    list_heading: Block | None = None
    readings: list[Block] = field(default_factory=list)


def read_daily(document: Document, *, year: int | None = None) -> DailyReading:
    """The daily in the document, with every block of it accounted for.

    ``year`` is used where the title has none. Raises ``NotABulletin`` for anything else.
    """
    ledger = Ledger(document)
    for check, message in document.doubts:
        ledger.doubt(check, document.name, message)
    parts = _divide(ledger)
    title = read_daily_title(parts.title.text if parts.title else document.title)
    if title is None:
        raise NotABulletin(
            "This does not look like a daily: no title “IRAQ DAILY TRACKER 21 JUN: …”."
        )
    days = _days(title, year, ledger)
    opening, text = _take_opening(parts.text, ledger)
    read = DailyReading(
        title=title.text,
        series=title.series,
        date_start=days[0] if days else None,
        date_end=days[1] if days else None,
        headlines=list(title.headlines),
        opening_html=opening,
        opening=plain_text(opening),
        items=_read_items(text, ledger),
        readings=[_read_listed(block, ledger) for block in parts.readings],
        ledger=ledger,
    )
    ledger.close()
    return read


def is_daily_title(text: str) -> bool:
    """The text is the title of a daily."""
    return read_daily_title(text) is not None


def _divide(ledger: Ledger) -> _Parts:
    """Title, paragraphs and reading list; whatever follows the comment form stays open."""
    parts = _Parts()
    for block in ledger.document.blocks:
        what = furniture.recognize(block)
        if what:
            ledger.drop(block, what)
            if parts.text and what in _AFTER_THE_TEXT:
                break
        elif parts.title is None and is_daily_title(block.text):
            parts.title = block
            ledger.use(block, "title")
        elif _READING_LIST.fullmatch(block.text):
            parts.list_heading = block
            ledger.drop(block, "reading list heading")
        elif parts.list_heading:
            parts.readings.append(block)
        else:
            parts.text.append(block)
    _drop_after_form(ledger)
    return parts


def _drop_after_form(ledger: Ledger) -> None:
    for block in ledger.document.blocks:
        what = furniture.recognize(block)
        if what and ledger.is_open(block):
            ledger.drop(block, what)


def _days(title: DailyTitle, year: int | None, ledger: Ledger) -> tuple[date, date] | None:
    if title.is_comma_separated:
        ledger.doubt("headlines", "title", "The headlines were divided at commas.")
    if not title.days.has_year and year is None:
        year = years.from_elsewhere(ledger, title.days.end)
    try:
        return title.days.dates(year)
    except YearMissing:
        message = "The title has no year. Give it along with the file (--year YYYY)."
        ledger.doubt("year-missing", "title", message)
    except BadRange as error:
        ledger.doubt("period-wrong", "title", str(error))
    return None


def _take_opening(blocks: list[Block], ledger: Ledger) -> tuple[str, list[Block]]:
    """The bottom line up front, which only the first paragraph can be, and the rest."""
    if not blocks:
        return "", blocks
    match = _BLUF.match(blocks[0].text)
    if match is None:
        return "", blocks
    ledger.use(blocks[0], "opening")
    return paragraph_html(blocks[0].without_beginning(match.end())), blocks[1:]


def _read_items(blocks: list[Block], ledger: Ledger) -> list[ItemReading]:
    """A paragraph each; quotations, lists and captions belong to the paragraph above them."""
    groups: list[list[Block]] = []
    labels: list[str] = []
    label = ""
    for block in blocks:
        if block.kind is Kind.HEADING or (block.is_all_strong and len(block.text) <= 80):
            label = block.text.strip(" :")
            ledger.use(block, "label")
        elif groups and block.kind is not Kind.PARAGRAPH:
            groups[-1].append(block)
        else:
            groups.append([block])
            labels.append(label or _province_of(block.text))
    return [_read_item(group, name, ledger) for group, name in zip(groups, labels, strict=True)]


def _read_item(blocks: list[Block], label: str, ledger: Ledger) -> ItemReading:
    html = body_html(blocks, ledger, as_what="item")
    text = plain_text(html)
    if _PLACEHOLDER.search(text):
        ledger.doubt("placeholder", blocks[0].place, f"A placeholder is left in: “{excerpt(text)}”")
    return ItemReading(html=html, text=text, label=label[:80], place=blocks[0].place)


def _province_of(text: str) -> str:
    match = _PROVINCE.match(text)
    return match["name"] if match else ""


def _read_listed(block: Block, ledger: Ledger) -> ListedReading:
    """One paragraph of the reading list: its first link, and all its words as the remark."""
    ledger.use(block, "reading")
    links = [run for run in block.runs if run.url.startswith("http")]
    if len({run.url for run in links}) > 1:
        others = ", ".join(run.url for run in links[1:])
        ledger.doubt("reading-links", block.place, f"Only the first link is kept, not {others}.")
    first = links[0] if links else None
    return ListedReading(
        text=block.text,
        url=first.url if first else "",
        title=first.text.strip()[:300] if first else "",
        outlet=_outlet(first.url) if first else "",
    )


def _outlet(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")[:160]
