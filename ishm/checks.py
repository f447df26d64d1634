"""Setup mistakes, found before anything starts (``manage.py check``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error


def site_url_is_whole(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every link in a mail starts with ``SITE_URL``; half an address would break them all."""
    if settings.SITE_URL.startswith(("http://", "https://")):
        return []
    return [
        Error(
            f"SITE_URL is “{settings.SITE_URL}”, which is not an address.",
            hint="Give the whole address, for example https://bulletin.example.org.",
            id="ishm.E001",
        )
    ]
