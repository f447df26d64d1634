"""How a daily looks in each of its forms, drawn from its frozen content alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.publications.editions import Content
from bulletins.rendering import figures, html, pdf
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.rendering.html import linked_text
from bulletins.rendering.inlining import mail_html
from bulletins.rendering.plaintext import LinkList, heading, link_list, paragraphs, wrap
from bulletins.rendering.scripts import mark_phrases, turn_blocks
from bulletins.tracker.models import DailyEdition, DailyRendition

READINGS = "writing on iraq"


def draw(edition: DailyEdition, kind: str) -> bytes:
    """One rendition of the edition, as the bytes of its file. The edition may be unsaved."""
    return _DRAWINGS[DailyRendition.Kind(kind)](edition)


def address(edition: DailyEdition) -> str:
    """The whole address of the daily's page. A draft gets the one it would have."""
    slug = edition.update.slug or edition.content["date_start"]
    return f"{settings.SITE_URL}/daily/{slug}/"


def _draw_web(edition: DailyEdition) -> bytes:
    """The article of the daily's page; the shell and the replies around it live."""
    return render_to_string("tracker/web.html", _context(edition)).encode()


def _draw_pdf(edition: DailyEdition) -> bytes:
    """The printed daily."""
    document = render_to_string("tracker/pdf.html", _context(edition))
    pages = pdf.lay_out(document.replace('src="/media/', f'src="{pdf.MEDIA}'))
    return pdf.write(pages, identifier=f"{edition.sha256[:28]}{edition.number:04d}".encode())


def _draw_email_html(edition: DailyEdition) -> bytes:
    context = {
        **_context(edition),
        "language": edition.content["publication"]["language"],
        "unsubscribe_url": UNSUBSCRIBE_URL,
        "preferences_url": PREFERENCES_URL,
    }
    document: str = render_to_string("tracker/email.html", context)
    return mail_html(figures.for_mail(document)).encode()


def _draw_email_text(edition: DailyEdition) -> bytes:
    links = LinkList()
    parts = [
        *_head(edition),
        *_body(edition.content, links),
        *_readings(edition.content, links),
        *link_list(links),
        *_foot(edition),
    ]
    return ("\n\n".join(parts).replace("\N{NO-BREAK SPACE}", " ") + "\n").encode()


def _head(edition: DailyEdition) -> Iterator[str]:
    content = edition.content
    yield heading(content["title"], underline="=")
    if edition.note:
        yield wrap(f"Corrected: {edition.note}")
    yield f"Read it in a browser:\n{address(edition)}"
    yield f"Unsubscribe:\n{UNSUBSCRIBE_URL}"


def _body(content: Content, links: LinkList) -> Iterator[str]:
    if content["opening_html"]:
        yield paragraphs(linked_text(content["opening_html"], links.number_of))
    for item in content["items"]:
        label = " – ".join(filter(None, [item["label"], "Analysis" * item["is_analysis"]]))
        if label:
            yield heading(label)
        yield paragraphs(linked_text(item["html"], links.number_of))


def _readings(content: Content, links: LinkList) -> Iterator[str]:
    if not content["readings"]:
        return
    yield heading(READINGS)
    for reading in content["readings"]:
        who = ", ".join(filter(None, [reading["author"], reading["outlet"]]))
        title = links.mark(reading["title"] or reading["url"], reading["url"])
        named = ": ".join(filter(None, [who, title]))
        yield wrap(" – ".join(filter(None, [named, reading["remark"]])), first="* ", rest="  ")


def _foot(edition: DailyEdition) -> Iterator[str]:
    publication = edition.content["publication"]
    yield "-- "
    for line in filter(None, [publication["source_line"], publication["publisher"]]):
        yield wrap(line)
    yield wrap(_edition_words(edition))
    yield f"Choose what you receive:\n{PREFERENCES_URL}"
    yield f"Unsubscribe:\n{UNSUBSCRIBE_URL}"


def _context(edition: DailyEdition) -> dict[str, Any]:
    """What every template of a daily is given; its HTML is cleaned again at the last moment."""
    content = edition.content
    page = address(edition)
    return {
        "daily": content,
        "opening_html": _safe(content["opening_html"]),
        "items": [item | {"html": _safe(item["html"])} for item in content["items"]],
        "readings_heading": READINGS,
        "edition": edition,
        "edition_words": _edition_words(edition),
        "page": page,
        "mailto": f"mailto:?subject={quote(content['title'])}&body={quote(page)}",
    }


def _edition_words(edition: DailyEdition) -> str:
    """“Edition 2, published June 23, 2014”; “Draft” before the first."""
    if not edition.number:
        return "Draft"
    day = edition.published_at
    return f"Edition {edition.number}, published {day:%B} {day.day}, {day.year}"


def _safe(body: str) -> str:
    return turn_blocks(mark_phrases(html.clean(body)))


_DRAWINGS: dict[DailyRendition.Kind, Callable[[DailyEdition], bytes]] = {
    DailyRendition.Kind.WEB: _draw_web,
    DailyRendition.Kind.EMAIL_HTML: _draw_email_html,
    DailyRendition.Kind.EMAIL_TEXT: _draw_email_text,
    DailyRendition.Kind.PDF: _draw_pdf,
}
