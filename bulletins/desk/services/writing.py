"""Saving what came out of two people's texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.issues.models import Entry, Takeaway
from bulletins.rendering import html
from bulletins.revisions.models import Versioned
from bulletins.revisions.services import Subject, save_version
from bulletins.tracker.models import DailyUpdate, TrackerItem

# The rich text of each: the part in which two people can write different words.
TEXT: dict[type[Versioned], str] = {
    Entry: "body",
    Takeaway: "summary",
    DailyUpdate: "opening",
    TrackerItem: "body",
}


@only_for("issues.change_entry")
@transaction.atomic
def save_settled(
    *,
    subject: Subject,
    changes: Mapping[str, Any],
    aside: str,
    seen_version: int,
    author: User,
    at: datetime,
    sitting: str = "",
) -> Subject:
    """Save the text that two people's texts were made into.

    ``aside`` is the text of the one who came second, as HTML. Where it was not what was kept, it
    enters the history first, so that it can still be found there.
    """
    name = TEXT[type(subject)]
    yours = html.clean(aside)
    if yours and yours != changes.get(name):
        subject = save_version(
            subject=subject,
            changes={name: yours},
            seen_version=seen_version,
            author=author,
            at=at,
            origin="set aside",
            sitting=sitting,
        )
        seen_version = subject.version
    return save_version(
        subject=subject,
        changes=changes,
        seen_version=seen_version,
        author=author,
        at=at,
        sitting=sitting,
    )
