"""What the shell of every page needs. No query: it must stand when the database does not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

NAVIGATION = (
    ("Issues", "/archive/"),
    ("Daily Tracker", "/daily/"),
    ("Incidents", "/incidents/"),
    ("Reference Guide", "/guide/"),
    ("Search", "/search/"),
    ("Subscribe", "/subscribe/"),
)
FOOTER = (
    ("Archive", "/archive/"),
    ("Storylines", "/storylines/"),
    ("Feeds and data", "/about/data/"),
    ("About", "/about/"),
    ("Editors", "/desk/"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """``site``: its name, title and address, and where its two menus lead."""
    return {
        "site": {
            "name": settings.SITE_NAME,
            "title": settings.SITE_TITLE,
            "url": settings.SITE_URL,
            "navigation": [_item(label, path, request.path) for label, path in NAVIGATION],
            "footer": [_item(label, path, request.path) for label, path in FOOTER],
        }
    }


def _item(label: str, path: str, current_path: str) -> dict[str, Any]:
    return {"label": label, "path": path, "is_current": current_path.startswith(path)}
