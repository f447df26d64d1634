"""Who publishes at an address: told by the sources editors named before. Nothing is fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db.models import Count, Q

from bulletins.issues.models import Source

MOST_LISTED = 100


def known_by(url: str) -> dict[str, str]:
    """Outlet and language of the newest source from the same host; empty when it is new."""
    host = _host(url)
    if not host:
        return {}
    here = Q()
    for start in ("https://", "http://", "https://www.", "http://www."):
        here |= Q(url__istartswith=f"{start}{host}/")
    named = Source.objects.filter(here).exclude(outlet="").order_by("-pk")
    newest = named.first()
    return {"outlet": newest.outlet, "language": newest.language} if newest else {}


def often_named() -> list[str]:
    """The outlets named most often, to choose from."""
    named = Source.objects.exclude(outlet="").values("outlet").annotate(times=Count("pk"))
    return [row["outlet"] for row in named.order_by("-times", "outlet")[:MOST_LISTED]]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
