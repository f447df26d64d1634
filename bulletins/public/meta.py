"""What an issue's page says of itself: to search engines, to other sites, to those who quote it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from bulletins.issues.dates import day_words
from bulletins.issues.models import Edition

# Inside a script element only these could end it or begin a comment.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def summary(content: dict[str, Any]) -> str:
    """The headlines of an issue in one line, for previews; at most 300 characters."""
    headlines = [takeaway["headline"] for takeaway in content["takeaways"]]
    line = " · ".join(filter(None, headlines)) or content["publication"]["description"]
    return line if len(line) <= 300 else line[:299].rsplit(" ", 1)[0] + "…"


def linked_data(
    edition: Edition, address: str, *, first_published_at: datetime, picture: str
) -> SafeString:
    """The page as schema.org's Article, ready for a script element of type application/ld+json."""
    content = edition.content
    publication = content["publication"]
    publisher = {"@type": "Organization", "name": publication["publisher"]}
    if publication["publisher_url"]:
        publisher["url"] = publication["publisher_url"]
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": content["title"],
        "description": summary(content),
        "url": address,
        "mainEntityOfPage": address,
        **({"image": picture} if picture else {}),
        "inLanguage": publication["language"],
        "datePublished": first_published_at.isoformat(),
        "dateModified": edition.published_at.isoformat(),
        "version": str(edition.number),
        "temporalCoverage": f"{content['period_start']}/{content['period_end']}",
        "isPartOf": {"@type": "Periodical", "name": publication["series_title"]},
        "publisher": publisher,
    }
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  # escaped for a script element above


def citation(edition: Edition, address: str) -> str:
    """How to quote this edition: publisher, title, number, edition, day, permanent address."""
    content = edition.content
    publication = content["publication"]
    number = f", no. {content['number']}" if content["number"] else ""
    published = day_words(edition.published_at.date())
    return (
        f"{publication['publisher']}, “{content['title']},” {publication['series_title']}{number}, "
        f"edition {edition.number}, {published}, {address}editions/{edition.number}/"
    )


def whole(path: str) -> str:
    """A path of the site as a whole address."""
    return f"{settings.SITE_URL}{path}"
