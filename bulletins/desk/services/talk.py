"""Remarks, who is named in them, and who takes care of what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from bulletins.accounts.guard import only_for
from bulletins.accounts.models import User
from bulletins.desk import tasks
from bulletins.desk.models import Assignment, Mention, Remark
from bulletins.desk.sidebar import colleagues
from bulletins.revisions.models import Versioned


@only_for("issues.change_entry")
@transaction.atomic
def make_remark(*, subject: Versioned, text: str, quote: str, author: User, at: datetime) -> Remark:
    """Say something about a text; everybody named with an @ is told by mail."""
    remark = Remark.objects.create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        text=text,
        quote=quote[:500],
        author=author,
        made_at=at,
    )
    named = [person for person in named_in(text, colleagues()) if person != author]
    Mention.objects.bulk_create([Mention(remark=remark, person=person) for person in named])
    if named:
        ask = partial(tasks.mail_mentions.delay, remark_id=remark.pk)
        transaction.on_commit(ask, robust=True)
    return remark


def named_in(text: str, people: Iterable[User]) -> list[User]:
    """Those whose name, or address before the @, stands in the text after an @."""
    folded = text.casefold()
    return [person for person in people if any(f"@{one}" in folded for one in _callings(person))]


@only_for("issues.change_entry")
def resolve_remark(*, remark: Remark, by: User, at: datetime) -> None:
    """Mark it as dealt with; the first to do so is remembered."""
    Remark.objects.filter(pk=remark.pk, resolved_at=None).update(resolved_by=by, resolved_at=at)


@only_for("issues.change_entry")
def reopen_remark(*, remark: Remark) -> None:
    """It was not dealt with after all."""
    Remark.objects.filter(pk=remark.pk).update(resolved_by=None, resolved_at=None)


@only_for("issues.change_entry")
def assign(*, subject: Versioned, person: User | None, by: User, at: datetime) -> None:
    """Let this person take care of a text; nobody when ``person`` is None."""
    if person is None:
        Assignment.objects.about(subject).delete()
        return
    Assignment.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        defaults={"person": person, "assigned_by": by, "assigned_at": at},
    )


def _callings(person: User) -> set[str]:
    local = person.email.partition("@")[0].casefold()
    name = person.name.casefold()
    return {one for one in (local, name, name.partition(" ")[0]) if len(one) > 1}
