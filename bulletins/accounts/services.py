"""What may happen to people's accounts, and what follows."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError
from django.template.loader import render_to_string
from django.urls import reverse

from bulletins.accounts import audit, tasks
from bulletins.accounts.guard import only_for
from bulletins.accounts.models import AccountMail, Invitation, User, hash_of
from bulletins.accounts.roles import PUBLISHER, ROLES

ROLE_NAMES = [role.name for role in ROLES]
# Mails about accounts to one address in a day; links to new accounts in an hour, to everybody.
MAILS_TO_AN_ADDRESS = 3
LINKS_IN_AN_HOUR = 200


class CannotInvite(Exception):
    """The invitation was not sent. The message says why."""


class CannotAccept(Exception):
    """The invitation opens nothing (any more)."""


class CannotChange(Exception):
    """The account stays as it is. The message says why."""


class CannotErase(Exception):
    """The account was not erased. The message says why."""


@transaction.atomic
def make_first_operator(*, email: str, password: str, name: str) -> User:
    """The account a new copy starts with: it may do everything, and is a publisher too."""
    user = User.objects.create_superuser(email, password, name=name)
    user.groups.add(Group.objects.get(name=PUBLISHER.name))
    return user


@only_for("accounts.add_invitation")
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
    invitation, token = _new_invitation(email, role=role, by=by, at=at)
    _mail_invitation(invitation, token, at=at)
    audit.record(action="invited", subject=invitation, at=at)
    return invitation


@transaction.atomic
def request_account(*, email: str, next_path: str, at: datetime) -> None:
    """Mail a reader the link that makes their account; the caller learns nothing of the address.

    An account exists only once its mailbox has answered, so nobody can take an address in advance.
    Whoever has an account already is told so; an invitation to the desk stays as it is.
    """
    if _has_enough_mail(email, at=at):
        return
    if User.objects.filter(email__iexact=email).exists():
        _mail(email, "you have an account already", "accounts/mail/already.txt", at=at)
        return
    own = Invitation.objects.open(at=at).filter(email__iexact=email, role="")
    own.update(expires_at=at)
    invitation, token = _new_invitation(email, role="", by=None, at=at)
    link = _link_of(token)
    if next_path:
        link += f"?{urlencode({'next': next_path})}"
    context = {"invitation": invitation, "link": link}
    _mail(email, "make your account", "accounts/mail/sign_up.txt", context, at=at)


def _has_enough_mail(email: str, *, at: datetime) -> bool:
    """The form sends nobody, and everybody together, more than a person would ask for."""
    of_today = AccountMail.objects.filter(created_at__gt=at - timedelta(days=1))
    of_this_hour = Invitation.objects.filter(role="", invited_at__gt=at - timedelta(hours=1))
    return (
        of_today.filter(recipient__iexact=email).count() >= MAILS_TO_AN_ADDRESS
        or of_this_hour.count() >= LINKS_IN_AN_HOUR
    )


def _new_invitation(
    email: str, *, role: str, by: User | None, at: datetime
) -> tuple[Invitation, str]:
    """An open invitation and the token of its link, of which only a hash is stored."""
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        token_sha256=hash_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + Invitation.LIFETIME,
    )
    return invitation, token


def _link_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('accept_invitation', kwargs={'token': token})}"


@only_for("accounts.delete_invitation")
@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, at: datetime) -> bool:
    """End an invitation before its week is over. False when it was used, or has ended already."""
    still_open = Invitation.objects.open(at=at).filter(pk=invitation.pk)
    if not still_open.update(expires_at=at):
        return False
    audit.record(action="withdrew an invitation", subject=invitation, at=at)
    return True


def _mail_invitation(invitation: Invitation, token: str, *, at: datetime) -> None:
    context = {"invitation": invitation, "link": _link_of(token)}
    subject = "you are invited to write with us"
    _mail(invitation.email, subject, "accounts/mail/invitation.txt", context, at=at)


def _mail(
    recipient: str,
    subject: str,
    template: str,
    context: dict[str, object] | None = None,
    *,
    at: datetime,
) -> None:
    shell = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    post_mail(
        recipient=recipient,
        subject=f"{settings.SITE_NAME}: {subject}",
        body=render_to_string(template, shell | (context or {})),
        at=at,
    )


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, at: datetime) -> User:
    """The account the invitation promised. The link does not work a second time."""
    used = Invitation.objects.open(at=at).for_token(token).update(accepted_at=at)
    if not used:
        raise CannotAccept("This link has been used, replaced, or is older than a week.")
    invitation = Invitation.objects.for_token(token).get()
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise CannotAccept(
            f"{invitation.email} has an account meanwhile. Sign in with it; if you were invited "
            "to write with us, ask a publisher to give it its role."
        )
    user = User.objects.create_user(invitation.email, password, name=name)
    if not invitation.role:
        return user  # A reader; the log is of what is done at the desk.
    user.groups.add(Group.objects.get(name=invitation.role))
    with audit.acting(user):
        audit.record(action="accepted an invitation", subject=invitation, at=at)
    return user


def rename(*, user: User, name: str) -> None:
    """Be shown under another name from now on."""
    user.name = name
    user.save(update_fields=["name"])


def erase_account(*, user: User, at: datetime) -> None:
    """Forget a reader: account, sessions, links to other services, mails and requests.

    Raises ``CannotErase`` for colleagues: their names stand in a history that is kept.
    """
    try:
        _erase(user, at=at)
    except ProtectedError as error:
        raise CannotErase(_KEPT) from error


_KEPT = (
    "This account has worked at the desk, and what was done there keeps its name. "
    "A publisher can close it. Nothing was erased."
)


@transaction.atomic
def _erase(user: User, *, at: datetime) -> None:
    if user.is_colleague():
        raise CannotErase(_KEPT)
    end_sessions(user=user)
    AccountMail.objects.filter(recipient__iexact=user.email).delete()
    Invitation.objects.filter(email__iexact=user.email).delete()
    user.delete()
    with audit.acting(None):  # By its owner, who has no name any more.
        audit.record(action="erased an account", subject="a reader’s account", at=at)


@only_for("accounts.change_user")
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


@only_for("accounts.change_user")
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
