"""How an edition looks in each of its forms, drawn from its frozen content alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string

from bulletins.incidents import maps
from bulletins.issues import card, links
from bulletins.issues.dates import day_words
from bulletins.issues.incident_map import IncidentMap
from bulletins.issues.links import Links
from bulletins.issues.models import Correction, Edition, Rendition
from bulletins.issues.reading import Bulletin, period_of, read
from bulletins.issues.textpart import text_part
from bulletins.rendering import figures, pdf
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.rendering.inlining import LARGEST, mail_html

# Class names in the style sheet, from the largest type down; the last leaves the summaries out.
HANDOUT_SIZES = ("large", "medium", "small", "tiny", "headlines")


def draw(edition: Edition, kind: str) -> bytes:
    """One rendition of the edition, as the bytes of its file. The edition may be unsaved."""
    return _DRAWINGS[Rendition.Kind(kind)](edition)


def draw_pdf(edition: Edition, *, variant: str = pdf.ACCESSIBLE, paper: str = pdf.A4) -> bytes:
    """The printed issue, for readers or (``pdf.ARCHIVAL``) for archives."""
    pages = pdf.lay_out(pdf_html(edition), paper=paper)
    return pdf.write(pages, variant=variant, identifier=identifier(edition))


def pdf_html(edition: Edition) -> str:
    """The whole HTML document behind the PDF."""
    context = _context(edition, read(edition.content), links.absolute(edition), is_printed=True)
    html = render_to_string("issues/pdf.html", context)
    return html.replace('src="/media/', f'src="{pdf.MEDIA}')


def draw_handout(edition: Edition, *, paper: str = pdf.A4) -> bytes:
    """The takeaways on one page: in smaller type if they are long, at last as headlines alone."""
    context = _context(edition, read(edition.content), links.absolute(edition))
    for size in HANDOUT_SIZES:
        html = render_to_string("issues/handout.html", {**context, "size": size})
        pages = pdf.lay_out(html, paper=paper)
        if len(pages.pages) == 1:
            break
    return pdf.write(pages, identifier=identifier(edition))


def identifier(edition: Edition) -> bytes:
    """The same for the same content, as a PDF file identifier should be."""
    return f"{edition.sha256[:28]}{edition.number:04d}".encode()


def _draw_web(edition: Edition) -> bytes:
    """The article of the issue's page; the shell around it is the site's, and lives."""
    here = links.relative(edition)
    bulletin = read(edition.content, guide=here.guide)
    return render_to_string("issues/web.html", _context(edition, bulletin, here)).encode()


def _draw_email_html(edition: Edition) -> bytes:
    """The mail; above what Gmail shows, the takeaways and the table with links to the rest."""
    whole = _email_html(edition, is_short=False)
    return whole if len(whole) <= LARGEST else _email_html(edition, is_short=True)


def _email_html(edition: Edition, *, is_short: bool) -> bytes:
    far = links.absolute(edition)
    bulletin = read(edition.content, page=far.page)
    context = {
        **_context(edition, bulletin, far),
        "is_short": is_short,
        "language": bulletin.publication["language"],
        "unsubscribe_url": UNSUBSCRIBE_URL,
        "preferences_url": PREFERENCES_URL,
    }
    html = _with_whole_addresses(render_to_string("issues/email.html", context), far.page)
    return mail_html(html).encode()


def _with_whole_addresses(html: str, page: str) -> str:
    """Anchors and pictures of the text, as addresses that work in a mailbox."""
    html = html.replace('href="#', f'href="{page}#')
    return figures.for_mail(html)


def _draw_email_text(edition: Edition) -> bytes:
    far = links.absolute(edition)
    text = text_part(
        read(edition.content, page=far.page),
        page=far.page,
        guide=far.guide,
        map_png=far.map_png,
        edition=_edition_words(edition),
        correction=_correction_note(edition),
    )
    return text.encode()


def _draw_map_svg(edition: Edition) -> bytes:
    return _incident_map(edition).svg.encode()


def _draw_map_png(edition: Edition) -> bytes:
    return maps.picture(_incident_map(edition).svg)


def _context(
    edition: Edition, bulletin: Bulletin, its_links: Links, *, is_printed: bool = False
) -> dict[str, Any]:
    """What every template of an issue is given. Without incidents there is no map to draw."""
    has_map = bool(bulletin.incidents.rows)
    return {
        "bulletin": bulletin,
        "links": its_links,
        "edition": edition,
        "edition_words": _edition_words(edition),
        "correction_note": _correction_note(edition),
        "map": _incident_map(edition, has_title=not is_printed) if has_map else None,
    }


def _incident_map(edition: Edition, *, has_title: bool = True) -> IncidentMap:
    content = edition.content
    title = maps.TITLE if has_title else ""
    return IncidentMap(content["incidents"], period_of(content), title)


def _edition_words(edition: Edition) -> str:
    """“Edition 2, published July 28, 2017”; “Draft” before the first."""
    if not edition.number:
        return "Draft"
    return f"Edition {edition.number}, published {day_words(edition.published_at.date())}"


def _correction_note(edition: Edition) -> str:
    """What changed since the edition before; frozen with the edition, though in a row of its own.

    The page does not need it: the site shows all corrections above the article.
    """
    correction: Correction | None = getattr(edition, "correction", None)
    return correction.note if correction else ""


_DRAWINGS: dict[Rendition.Kind, Callable[[Edition], bytes]] = {
    Rendition.Kind.WEB: _draw_web,
    Rendition.Kind.EMAIL_HTML: _draw_email_html,
    Rendition.Kind.EMAIL_TEXT: _draw_email_text,
    Rendition.Kind.PDF: draw_pdf,
    Rendition.Kind.MAP_SVG: _draw_map_svg,
    Rendition.Kind.MAP_PNG: _draw_map_png,
    Rendition.Kind.CARD_PNG: card.draw_card,
}
