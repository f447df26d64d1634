"""What is typed about accounts, and whether it is acceptable."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm

from bulletins.accounts.models import User
from bulletins.accounts.roles import ROLES

ROLE_CHOICES = [(role.name, role.name.capitalize()) for role in ROLES]


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"size": 32}))
    role = forms.ChoiceField(
        choices=ROLE_CHOICES,
        help_text="Reporters write, editors also shape and approve, publishers also publish, "
        "send and invite.",
    )


class AcceptForm(BaseUserCreationForm):
    """A name and a password for a new account; the address is the one that was invited."""

    class Meta:
        model = User
        fields = ("name",)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A password may not resemble the address either.
        self.instance.email = email
        self.fields["name"].required = True


class RoleForm(forms.Form):
    """Which role a person has from now on."""

    role = forms.ChoiceField(choices=[("", "No role"), *ROLE_CHOICES], required=False)
