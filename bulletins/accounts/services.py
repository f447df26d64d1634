"""What may happen to people's accounts, and what follows."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction

from bulletins.accounts.models import User
from bulletins.accounts.roles import PUBLISHER


@transaction.atomic
def make_first_operator(*, email: str, password: str, name: str) -> User:
    """The account a new copy starts with: it may do everything, and is a publisher too."""
    user = User.objects.create_superuser(email, password, name=name)
    user.groups.add(Group.objects.get(name=PUBLISHER.name))
    return user
