"""How to cite the record, or the part of it that one looks at."""

from __future__ import annotations

from datetime import date

from bulletins.incidents.filters import CASUALTIES, Filter
from bulletins.incidents.periods import words_of
from bulletins.publications.models import Publication


def citation(asked: Filter, *, site: str, today: date, count: int | None = None) -> str:
    """“Publisher, Series: casualty record, Anbar, 12 incidents. https://… (seen July 28, 2017).”"""
    publication = Publication.objects.filter(kind=Publication.Kind.WEEKLY).first()
    publisher = publication.publisher if publication else "ISHM"
    name = publication.series_title if publication else "Casualty record"
    part = "" if asked.is_everything else f", {words_of(asked, CASUALTIES)}"
    counted = "" if count is None else f", {count:,} incident{'' if count == 1 else 's'}"
    address = f"{site.rstrip('/')}/incidents/{asked.query()}"
    seen = f"{today:%B} {today.day}, {today.year}"
    return f"{publisher}, {name}: casualty record{part}{counted}. {address} (seen {seen})."
