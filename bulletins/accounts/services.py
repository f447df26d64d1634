"""What may happen to people's accounts, and what follows."""

from __future__ import annotations

import secrets
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from bulletins.accounts import audit, tasks
from bulletins.accounts.models import AccountMail, Invitation, User, hash_of
from bulletins.accounts.roles import PUBLISHER, ROLES

ROLE_NAMES = [role.name for role in ROLES]


class CannotInvite(Exception):
    """The invitation was not sent. The message says why."""


class CannotAccept(Exception):
    """The invitation opens nothing (any more)."""


class CannotChange(Exception):
    """The account stays as it is. The message says why."""


@transaction.atomic
def make_first_operator(*, email: str, password: str, name: str) -> User:
    """The account a new copy starts with: it may do everything, and is a publisher too."""
    user = User.objects.create_superuser(email, password, name=name)
    user.groups.add(Group.objects.get(name=PUBLISHER.name))
    return user


@transaction.atomic
def invite(*, email: str, role: str, by: User | None, at: datetime) -> Invitation:
    """Send a link that makes an account with this role, once, within a week.

    An earlier invitation of the same address ends: there is one link that works.
    """
    if role not in ROLE_NAMES:
        raise CannotInvite(f"“{role}” is not a role. Choose one of: {', '.join(ROLE_NAMES)}.")
    if User.objects.filter(email__iexact=email).exists():
        raise CannotInvite(f"{email} has an account already; change its role instead.")
    Invitation.objects.open(at=at).filter(email__iexact=email).update(expires_at=at)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        token_sha256=hash_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + Invitation.LIFETIME,
    )
    _mail_invitation(invitation, token, at=at)
    audit.record(action="invited", subject=invitation, at=at)
    return invitation


def _mail_invitation(invitation: Invitation, token: str, *, at: datetime) -> None:
    link = settings.SITE_URL + reverse("accept_invitation", kwargs={"token": token})
    body = render_to_string(
        "accounts/mail/invitation.txt",
        {"invitation": invitation, "link": link, "site_name": settings.SITE_NAME},
    )
    subject = f"{settings.SITE_NAME}: you are invited to write with us"
    post_mail(recipient=invitation.email, subject=subject, body=body, at=at)


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, at: datetime) -> User:
    """The account the invitation promised. The link does not work a second time."""
    used = Invitation.objects.open(at=at).for_token(token).update(accepted_at=at)
    if not used:
        raise CannotAccept("This invitation has been used, replaced, or is older than a week.")
    invitation = Invitation.objects.for_token(token).get()
    user = User.objects.create_user(invitation.email, password, name=name)
    user.groups.add(Group.objects.get(name=invitation.role))
    with audit.acting(user):
        audit.record(action="accepted an invitation", subject=invitation, at=at)
    return user


@transaction.atomic
def change_role(*, user: User, role: str, by: User, at: datetime) -> None:
    """Give a person this role instead of any other; empty takes every role away.

    Nobody changes their own role, and only an operator changes an operator's.
    """
    _refuse_to_touch(user, by)
    if role and role not in ROLE_NAMES:
        raise CannotChange(f"“{role}” is not a role. Choose one of: {', '.join(ROLE_NAMES)}.")
    before = user.role or "no role"
    user.groups.remove(*Group.objects.filter(name__in=ROLE_NAMES))
    if role:
        user.groups.add(Group.objects.get(name=role))
    audit.record(
        action="changed a role", subject=user, detail=f"{before} → {role or 'no role'}", at=at
    )


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User, at: datetime) -> None:
    """Let a person in, or keep them out from this moment on, on every device."""
    _refuse_to_touch(user, by)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(user=user)
    action = "reopened an account" if is_active else "closed an account"
    audit.record(action=action, subject=user, at=at)


def end_sessions(*, user: User) -> int:
    """Sign a person out everywhere; how many sessions that ended."""
    known = UserSession.objects.filter(user=user)
    keys = list(known.values_list("session_key", flat=True))
    known.delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _refuse_to_touch(user: User, by: User) -> None:
    if user == by:
        raise CannotChange("Nobody changes their own account here; ask a colleague.")
    if user.is_superuser and not by.is_superuser:
        raise CannotChange(f"{user} is an operator; only another operator can do this.")


def post_mail(*, recipient: str, subject: str, body: str, at: datetime) -> AccountMail:
    """Have a worker send a mail about an account, once this transaction is committed."""
    mail = AccountMail.objects.create(
        recipient=recipient, subject=subject, body=body, created_at=at
    )
    transaction.on_commit(lambda: _ring_for(mail), robust=True)
    return mail


def _ring_for(mail: AccountMail) -> None:
    """Robust: when the broker is away, the tick finds the row."""
    tasks.send_account_mail.apply_async(kwargs={"mail_id": mail.pk}, queue="mail")
