"""Whose comments are no longer taken: an address with its account, or for a while a network."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from bulletins.accounts.models import User
from bulletins.tracker.models import Ban, Comment, Decision, NetworkBan

# A network is shared by a whole quarter and by a mobile operator's customers: not for ever, and
# never whoever has an account.
NETWORK_BAN = timedelta(days=7)


def refusal(*, email: str, user: User | None, network: str, at: datetime) -> str:
    """Why nothing is taken from this writer, in words for them; empty when nobody banned them."""
    if user and Ban.objects.filter(Q(user=user) | Q(email__in=_known(email, user.email))).exists():
        return "Comments from this account are no longer taken."
    if email and Ban.objects.filter(email=email.lower()).exists():
        return "Comments from this address are no longer taken."
    if user or not NetworkBan.objects.standing(at=at).filter(network=network).exists():
        return ""
    return (
        "For now, no replies without an account are taken from your network. "
        "Sign in, or copy your text and try again in some days."
    )


def ban_writer(*, comment: Comment, network_too: bool, by: User, at: datetime) -> None:
    """Take no more from whoever wrote this: their address and their account.

    Their network too if asked for, and where nothing else of them is known. What waits of theirs
    becomes spam.
    """
    theirs = Q(pk=comment.pk)
    if email := (comment.email or getattr(comment.user, "email", "")).lower():
        account = comment.user or User.objects.filter(email__iexact=email).first()
        _ban_address(email, account, by=by, at=at)
        theirs |= Q(email__iexact=email) | (Q(user=account) if account else Q())
    if comment.network and (network_too or not email):
        _ban_network(comment.network, by=by, at=at)
        theirs |= Q(network=comment.network, user=None)
    _turn_to_spam(theirs, by=by, at=at)


def _ban_address(email: str, account: User | None, *, by: User, at: datetime) -> None:
    ban, _ = Ban.objects.get_or_create(email=email, defaults={"by": by, "banned_at": at})
    if account and ban.user is None:
        ban.user = account
        ban.save(update_fields=["user"])


def _ban_network(network: str, *, by: User, at: datetime) -> None:
    NetworkBan.objects.filter(until__lte=at).delete()  # Nothing is kept of them.
    until = {"by": by, "banned_at": at, "until": at + NETWORK_BAN}
    NetworkBan.objects.update_or_create(network=network, defaults=until)


def _turn_to_spam(theirs: Q, *, by: User, at: datetime) -> None:
    waiting = list(Comment.objects.pending().filter(theirs).select_for_update())
    Comment.objects.filter(pk__in=[one.pk for one in waiting]).update(status=Comment.Status.SPAM)
    Decision.objects.bulk_create(
        Decision(comment=one, act=Decision.Act.SPAM, by=by, decided_at=at) for one in waiting
    )


def _known(*addresses: str) -> set[str]:
    return {address.lower() for address in addresses if address}
