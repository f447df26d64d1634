"""What colleagues wrote in a text while a page showed it, in a form the page can take in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.forms import BoundField

from bulletins.accounts.models import User
from bulletins.desk.history import label_of
from bulletins.desk.subjects import Text, find_texts
from bulletins.desk.texts import form_for
from bulletins.desk.writing import WritingForm
from bulletins.revisions import values
from bulletins.revisions.seen import Seen

MOST_SHOWN = 100  # texts of one page; a daily has some twenty paragraphs
_SHOWN = re.compile(r"([a-z]{1,20}):(\d{1,9}):(\d{1,9})")

News = dict[str, Any]


def for_page(shown: Sequence[str], *, author: User, sitting: str) -> list[News | None]:
    """For each text that a page shows what it lacks, None where it lacks nothing.

    A text is named by kind, id and the version shown: “entry:5:3”.
    """
    named = [_SHOWN.fullmatch(one) for one in shown[:MOST_SHOWN]]
    texts = find_texts((one[1], int(one[2])) for one in named if one)
    return [
        news_of(texts[key], version=int(one[3]), author=author, sitting=sitting)
        if one and (key := (one[1], int(one[2]))) in texts
        else None
        for one in named
    ]


def news_of(subject: Text, *, version: int, author: User, sitting: str) -> News | None:
    """What a page that shows ``version`` of this text, freshly loaded, can take in.

    ``parts`` holds for each field or part what its inputs are to say, as a form sends it, and for
    what makes sense only together with it; ``words`` tells a person; ``version`` is what the page
    shows once it has taken in all of it.
    """
    if subject.version == version:
        return None
    seen = Seen.by(subject, version=version, author=author, sitting=sitting)
    if seen is None or not seen.newer_by:
        return None
    form = form_for(subject)
    changed = _changed(subject, seen)
    labels = ", ".join(label_of(name).lower() for name in changed)
    units = (name for unit in subject.together if set(unit) & set(changed) for name in unit)
    return {
        "version": subject.version,
        "words": f"{seen.newer_by} has changed: {labels}." if labels else "",
        "parts": {name: _inputs(form, name) for name in {*changed, *units}},
    }


def _changed(subject: Text, seen: Seen) -> list[str]:
    """What others wrote since, as far as it differs from what the page shows."""
    now = values.as_json(subject)
    others = (name for name in subject.written if name in seen.others)
    return [name for name in others if now[name] != seen.fields.get(name)]


def _inputs(form: WritingForm, name: str) -> list[tuple[str, str]]:
    """Name and value of every input in which this field, or each row of this part, is written."""
    fields = [form[name]] if name in form.fields else _fields_of_rows(getattr(form, name))
    return [(field.html_name, _said(field)) for field in fields]


def _said(field: BoundField) -> str:
    """As a browser would send it; an empty text for a box that is not ticked."""
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else ""
    shown = field.field.widget.format_value(value)
    if isinstance(shown, list):  # a choice
        shown = next(iter(shown), "")
    return str(shown) if shown is not None else ""


def _fields_of_rows(rows: Any) -> Iterator[BoundField]:
    parts: Iterable[Iterable[BoundField]] = (rows.management_form, *rows.forms)
    for part in parts:
        yield from part
