"""A reader leaves: their account is erased, and with it their name beside what they wrote."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bulletins.accounts import services as accounts
from bulletins.accounts.models import User
from bulletins.tracker.models import Comment, Decision

NAMELESS = "A former reader"


@transaction.atomic
def erase_writer(*, user: User, keeps_words: bool, at: datetime) -> None:
    """Erase a reader's account. Their replies stay without a name, or lose their words too.

    No reply is deleted: what others answered would go with it. Raises ``accounts.CannotErase``.
    """
    written = Comment.objects.filter(user=user)
    if not keeps_words:
        Decision.objects.filter(comment__in=written).update(text_before="")
        written.update(text="", status=Comment.Status.REJECTED)
    written.update(
        name=NAMELESS, email="", network="", wants_replies=False, form_token=None, user=None
    )
    accounts.erase_account(user=user, at=at)
