"""Who has what open. Nothing is locked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk.models import Presence
from bulletins.revisions.models import Versioned

# A day later nobody asks any more who was here.
FORGOTTEN_AFTER = timedelta(days=1)


@only_for("issues.change_entry")
def be_here(*, person: User, subject: Versioned, at: datetime) -> list[User]:
    """Note that this person has the subject open; returns the colleagues who have it open too."""
    Presence.objects.update_or_create(
        person=person,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        defaults={"seen_at": at},
    )
    others = Presence.objects.here(at=at).about(subject).exclude(person=person)
    return [presence.person for presence in others.select_related("person")]


def forget_presence(*, at: datetime) -> int:
    """Remove what nobody asks for any more; returns how many rows went."""
    count, _ = Presence.objects.filter(seen_at__lt=at - FORGOTTEN_AFTER).delete()
    return count
