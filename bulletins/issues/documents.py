"""How an edition looks in each of its forms, drawn from its frozen content alone."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.incidents import maps
from bulletins.issues.dates import day_words
from bulletins.issues.models import Edition, Rendition
from bulletins.issues.reading import Bulletin, read
from bulletins.issues.textpart import text_part
from bulletins.rendering import pdf
from bulletins.rendering.email import PREFERENCES_URL, UNSUBSCRIBE_URL
from bulletins.rendering.inlining import LARGEST, inlined

MAIL_STYLES = "css/email.css"
# What the mail's own style element names; all other classes are spent once inlined.
MAIL_CLASSES = frozenset(
    ["accent", "bar", "cell", "foot", "ground", "map", "map-note", "sheet", "short-note", "sources"]
)
MAIL_WIDTH = 560
_MAP_SIZE = re.compile(r'<svg [^>]*?width="([0-9.]+)"[^>]*? height="([0-9.]+)"')


@dataclass(frozen=True)
class Links:
    """Where an issue's own links lead, as one surface needs them."""

    page: str
    guide: str
    subscribe: str
    pdf: str
    map_svg: str
    map_png: str
    mailto: str


def draw(edition: Edition, kind: str) -> bytes:
    """One rendition of the edition, as the bytes of its file. The edition may be unsaved."""
    return _DRAWINGS[Rendition.Kind(kind)](edition)


def address(edition: Edition) -> str:
    """The whole address of the issue's page. A draft gets the one it would have."""
    slug = edition.issue.slug or edition.content["number"] or edition.content["period_end"]
    return f"{settings.SITE_URL}/issues/{slug}/"


def draw_pdf(edition: Edition, *, variant: str = pdf.ACCESSIBLE) -> bytes:
    """The printed issue."""
    return pdf.write(
        pdf.lay_out(pdf_html(edition)), variant=variant, identifier=_identifier(edition)
    )


def pdf_html(edition: Edition) -> str:
    """The whole HTML document behind the PDF."""
    bulletin = read(edition.content)
    context = _context(edition, bulletin, _absolute_links(edition))
    svg = b64encode(_draw_map_svg(edition)).decode()
    html = render_to_string(
        "issues/pdf.html", {**context, "map_address": f"data:image/svg+xml;base64,{svg}"}
    )
    return html.replace('src="/media/', f'src="{pdf.MEDIA}')


def _draw_web(edition: Edition) -> bytes:
    """The article of the issue's page; the shell around it is the site's, and lives."""
    links = _web_links(edition)
    bulletin = read(edition.content, guide=links.guide)
    return render_to_string("issues/web.html", _context(edition, bulletin, links)).encode()


def _draw_email_html(edition: Edition) -> bytes:
    """The mail; above what Gmail shows, the takeaways and the table with links to the rest."""
    whole = _email_html(edition, is_short=False)
    return whole if len(whole) <= LARGEST else _email_html(edition, is_short=True)


def _email_html(edition: Edition, *, is_short: bool) -> bytes:
    links = _absolute_links(edition)
    bulletin = read(edition.content, page=links.page)
    context = {
        **_context(edition, bulletin, links),
        "is_short": is_short,
        "language": bulletin.publication["language"],
        "unsubscribe_url": UNSUBSCRIBE_URL,
        "preferences_url": PREFERENCES_URL,
    }
    html = _with_whole_addresses(render_to_string("issues/email.html", context), links.page)
    return inlined(html, stylesheet=MAIL_STYLES, kept_classes=MAIL_CLASSES).encode()


def _with_whole_addresses(html: str, page: str) -> str:
    """Anchors and pictures of the text, as addresses that work in a mailbox."""
    html = html.replace('href="#', f'href="{page}#')
    return html.replace('src="/media/', f'src="{settings.SITE_URL}/media/')


def _draw_email_text(edition: Edition) -> bytes:
    links = _absolute_links(edition)
    text = text_part(
        read(edition.content, page=links.page),
        page=links.page,
        guide=links.guide,
        map_png=links.map_png,
        edition=_edition_words(edition),
    )
    return text.encode()


def _draw_map_svg(edition: Edition) -> bytes:
    content = edition.content
    return maps.draw_map(content["incidents"], period=read(content).period).encode()


def _draw_map_png(edition: Edition) -> bytes:
    return maps.picture(_draw_map_svg(edition).decode())


def _context(edition: Edition, bulletin: Bulletin, links: Links) -> dict[str, Any]:
    """What every template of an issue is given."""
    alt = maps.alt_text(edition.content["incidents"], period=bulletin.period)
    width, height = _map_size(edition)
    return {
        "bulletin": bulletin,
        "links": links,
        "edition": edition,
        "edition_words": _edition_words(edition),
        "map_alt": alt,
        "map_width": round(width),
        "map_height": round(height),
        "map_height_560": round(MAIL_WIDTH * height / width),
    }


def _map_size(edition: Edition) -> tuple[float, float]:
    """Width and height of the drawing, in its own units."""
    found = _MAP_SIZE.search(_draw_map_svg(edition).decode())
    if not found:
        raise ValueError("The map does not say how large it is.")
    return float(found[1]), float(found[2])


def _edition_words(edition: Edition) -> str:
    """“Edition 2, published July 28, 2017”; “Draft” before the first."""
    if not edition.number:
        return "Draft"
    return f"Edition {edition.number}, published {day_words(edition.published_at.date())}"


def _identifier(edition: Edition) -> bytes:
    """The same for the same content, as a PDF file identifier should be."""
    return f"{edition.sha256[:28]}{edition.number:04d}".encode()


def _web_links(edition: Edition) -> Links:
    """Relative: the page, an older edition's page and the files in a folder all find their own."""
    title, page = edition.content["title"], address(edition)
    return Links(
        page="",
        guide="/guide/",
        subscribe="/subscribe/",
        pdf="issue.pdf",
        map_svg="map.svg",
        map_png="map.png",
        mailto=f"mailto:?subject={quote(title)}&body={quote(page)}",
    )


def _absolute_links(edition: Edition) -> Links:
    page = address(edition)
    return Links(
        page=page,
        guide=f"{settings.SITE_URL}/guide/",
        subscribe=f"{settings.SITE_URL}/subscribe/",
        pdf=f"{page}issue.pdf",
        map_svg=f"{page}map.svg",
        map_png=f"{page}map.png",
        mailto="",
    )


_DRAWINGS: dict[Rendition.Kind, Callable[[Edition], bytes]] = {
    Rendition.Kind.WEB: _draw_web,
    Rendition.Kind.EMAIL_HTML: _draw_email_html,
    Rendition.Kind.EMAIL_TEXT: _draw_email_text,
    Rendition.Kind.PDF: draw_pdf,
    Rendition.Kind.MAP_SVG: _draw_map_svg,
    Rendition.Kind.MAP_PNG: _draw_map_png,
}
