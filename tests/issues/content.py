"""Frozen content of a small issue, for drawing without a database."""

from __future__ import annotations

from datetime import UTC, datetime

from bulletins.issues.models import Edition, Issue

PUBLICATION = {
    "name": "ISHM",
    "series_title": "Iraq Security and Humanitarian Monitor",
    "publisher": "Center for River Studies",
    "publisher_url": "https://rivers.example.org/",
    "postal_address": "1 Bank Street, Washington, DC",
    "language": "en-US",
    "description": "A weekly review.",
    "guide_line": "Names are explained in the Reference Guide for readers.",
    "map_note": "Some places are approximate.",
    "source_line": "From eyewitnesses and the local press.",
    "subscribe_line": "Get it every Thursday.",
    "footer": "Quote freely.",
}

HIT = "Hit, 70 km west of Ramadi"


def source(outlet="River Gazette", title="", url="https://gazette.example.org/1", language="en"):
    return {"outlet": outlet, "title": title, "url": url, "language": language}


def entry(number=1, html="<p>The gauge was repaired.</p>", day="2017-07-21", end=None, sources=()):
    return {
        "id": number,
        "event_date": day,
        "event_date_end": end,
        "text": html.replace("<p>", "").replace("</p>", ""),
        "html": html,
        "sources": list(sources),
    }


def takeaway(number=1, headline="Bridge Opens", summary="It was closed.", entries=(), heading=None):
    return {
        "id": number,
        "headline": headline,
        "summary": summary,
        "summary_html": f"<p>{summary}</p>" if summary else "",
        "heading": headline if heading is None else heading,
        "entries": list(entries),
    }


def incident(number=1, day="2017-07-24", location=HIT, deaths=(1, 1), injuries=(0, 0)):
    return {
        "id": number,
        "event_date": day,
        "location": location,
        "deaths_low": deaths[0],
        "deaths_high": deaths[1],
        "injuries_low": injuries[0],
        "injuries_high": injuries[1],
        "latitude": 33.64,
        "longitude": 42.83,
        "precision_km": 5,
        "method": "place",
        "governorate": "Anbar",
    }


def content(takeaways=None, incidents=None, **changes):
    """A whole issue: two sections, an Arabic name, a link, a list and a range of casualties."""
    small = [
        takeaway(
            1,
            "Bridge Opens; Ferry Stops",
            "The <em>old bridge</em> in Hit is open again.",
            [
                entry(
                    11,
                    "<p>The bridge of هيت opened, <strong>the mayor</strong> said in "
                    '<a href="https://gazette.example.org/bridge?a=1&amp;b=2">a letter</a>.</p>'
                    "<ul><li>Cars pay nothing.</li><li>Trucks wait.</li></ul>",
                    sources=[
                        source(title="Open at last"),
                        source("Radio هيت", url="", language="ar"),
                    ],
                ),
                entry(12, "<p>The ferry stopped.</p>", day="2017-07-22", end="2017-07-23"),
            ],
        ),
        takeaway(2, "", "", [entry(21, "<p>Rain fell.</p>", day=None)], heading="Weather"),
        takeaway(3, "Elections Near", "No date is set."),
    ]
    events = [
        incident(1, "2017-07-27", "Karrada & Mansour", (4, 7), (None, None)),
        incident(2, "2017-07-24"),
    ]
    return {
        "number": 122,
        "title": "ISHM: July 21 – 27, 2017",
        "period_start": "2017-07-21",
        "period_end": "2017-07-27",
        "note": "",
        "publication": PUBLICATION,
        "takeaways": small if takeaways is None else takeaways,
        "incidents": events if incidents is None else incidents,
        "terms": [],
        **changes,
    }


def edition(number=1, slug="122", **changes):
    """An edition that stands in no database."""
    return Edition(
        issue=Issue(slug=slug),
        number=number,
        content=content(**changes),
        sha256="c0ffee" * 10 + "beef",
        published_at=datetime(2017, 7, 27, 11, tzinfo=UTC),
    )
