"""What a corrected edition says differently from the one before it, place by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from bulletins.revisions.compare import Piece, words

Content = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One place that changed: its id in the article, its name, and both texts as one."""

    place: str
    where: str
    pieces: list[Piece]
    is_gone: bool = False

    @property
    def anchor(self) -> str:
        """Where on the page to look; incidents stand together in their table."""
        return "incidents" if self.place.startswith("incident-") else self.place


def between(old: Content, new: Content) -> list[Change]:
    """Every changed takeaway, entry and incident, in the order of the new edition.

    What was taken out comes last.
    """
    before, after = dict(_places(old)), dict(_places(new))
    changed = [
        Change(place, where, words(before.get(place, ("", ""))[1], text))
        for place, (where, text) in after.items()
        if before.get(place, ("", ""))[1] != text
    ]
    gone = [
        Change(place, where, words(text, ""), is_gone=True)
        for place, (where, text) in before.items()
        if place not in after
    ]
    return changed + gone


def marked(article: str, changed: Iterable[Change], remark: str) -> str:
    """The article with a note at every place that changed: the remark, and both texts as one.

    ``remark`` is plain text, like “Corrected July 28, 2017”. What was taken out has no place left.
    """
    by_anchor: dict[str, list[Change]] = {}
    for change in changed:
        if not change.is_gone:
            by_anchor.setdefault(change.anchor, []).append(change)
    for anchor, changes in by_anchor.items():
        note = render_to_string("public/_corrected.html", {"remark": remark, "changes": changes})
        opening = f'id="{anchor}">'
        article = article.replace(opening, f"{opening}\n{note}", 1)
    return article


def _places(content: Content) -> Iterator[tuple[str, tuple[str, str]]]:
    """Anchor, name and text of every place of an edition."""
    yield "main", ("Title", "\n\n".join(filter(None, [content["title"], content["note"]])))
    for takeaway in content["takeaways"]:
        heading = takeaway["headline"] or takeaway["heading"]
        text = "\n\n".join(filter(None, [takeaway["headline"], takeaway["summary"]]))
        yield f"takeaway-{takeaway['id']}", (f"Takeaway “{heading}”", text)
        for entry in takeaway["entries"]:
            yield f"entry-{entry['id']}", (f"Entry under “{heading}”", _entry(entry))
    for incident in content["incidents"]:
        yield f"incident-{incident['id']}", ("Incident", _incident(incident))


def _entry(entry: Content) -> str:
    sources = (
        ", ".join(filter(None, [source["outlet"], source["title"], source["url"]]))
        for source in entry["sources"]
    )
    return "\n\n".join(filter(None, [entry["text"], *sources]))


def _incident(incident: Content) -> str:
    deaths = _figure(incident["deaths_low"], incident["deaths_high"])
    injuries = _figure(incident["injuries_low"], incident["injuries_high"])
    place = incident["location"] or "place not stated"
    day = incident["event_date"] or "undated"
    return f"{day}, {place}: deaths {deaths}, injuries {injuries}"


def _figure(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "unknown"
    return str(low) if low == high else f"{low} to {high}"
