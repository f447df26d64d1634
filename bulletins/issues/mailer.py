"""Mail to editors about their entries."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from bulletins.issues.models import Entry
from bulletins.rendering.notices import notice


def tell_of_drift(*, entry: Entry, before: str, now: str, note: str) -> None:
    """Say to the author of an entry that the daily it came from says something else by now."""
    if entry.author is None:
        return
    context = {
        "name": str(entry.author),
        "before": before,
        "now": now,
        "note": note,
        "address": f"{settings.SITE_URL}/desk/entries/{entry.pk}/",
    }
    mail = notice(
        render_to_string("issues/mail/drift.txt", context),
        subject="The daily was corrected: look at your entry",
        sender=settings.SITE_NAME,
    )
    mail.to = [entry.author.email]
    mail.send()
