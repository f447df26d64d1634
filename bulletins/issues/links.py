"""Where an issue's own links lead, as each surface needs them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from bulletins.issues.models import Edition


@dataclass(frozen=True)
class Links:
    """The addresses a template of an issue may use."""

    page: str
    guide: str
    subscribe: str
    pdf: str
    map_svg: str
    map_png: str
    mailto: str = ""
    incidents: str = ""  # the explorer, with the days of the issue


def address(edition: Edition) -> str:
    """The whole address of the issue's page. A draft gets the one it would have."""
    slug = edition.issue.slug or edition.content["number"] or edition.content["period_end"]
    return f"{settings.SITE_URL}/issues/{slug}/"


def relative(edition: Edition) -> Links:
    """For the page: there, on an older edition's page and in a folder, files find their own."""
    title, page = edition.content["title"], address(edition)
    return Links(
        page="",
        guide="/guide/",
        subscribe="/subscribe/",
        pdf="issue.pdf",
        map_svg="map.svg",
        map_png="map.png",
        mailto=f"mailto:?subject={quote(title)}&body={quote(page)}",
        incidents=_explorer(edition),
    )


def absolute(edition: Edition) -> Links:
    """For mail and print, which are read far from the site."""
    page = address(edition)
    return Links(
        page=page,
        guide=f"{settings.SITE_URL}/guide/",
        subscribe=f"{settings.SITE_URL}/subscribe/",
        pdf=f"{page}issue.pdf",
        map_svg=f"{page}map.svg",
        # A mail of the first edition goes on showing its own map after a correction.
        map_png=f"{page}editions/{edition.number}/map.png" if edition.number else f"{page}map.png",
    )


def _explorer(edition: Edition) -> str:
    """The days of the issue, on a map that can be moved, beside the table it is linked with."""
    start, end = edition.content["period_start"], edition.content["period_end"]
    return f"/incidents/?from={start}&to={end}"
