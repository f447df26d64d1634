"""Saving what came out of two people's texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bulletins.accounts.models import User
from bulletins.issues.models import Entry, Takeaway
from bulletins.rendering import html
from bulletins.revisions.services import Subject, save_version

TEXT = {Entry: "body", Takeaway: "summary"}


@transaction.atomic
def save_settled(
    *,
    subject: Subject,
    changes: Mapping[str, Any],
    aside: str,
    seen_version: int,
    author: User,
    at: datetime,
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
        )
        seen_version = subject.version
    return save_version(
        subject=subject, changes=changes, seen_version=seen_version, author=author, at=at
    )
