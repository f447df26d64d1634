"""What is typed about accounts, and whether it is acceptable."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.db.models import Q

from bulletins.accounts.models import AuditEvent, AuditEventQuerySet, User
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

    def clean_name(self) -> str:
        """One line: it stands in mails to others."""
        return " ".join(self.cleaned_data["name"].split())


class SignUpForm(forms.Form):
    """A reader's address; the name and the password are typed once its mailbox has answered."""

    email = forms.EmailField(
        label="Your email address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "size": 32}),
    )
    website = forms.CharField(required=False, label="Leave this empty")

    @property
    def is_trapped(self) -> bool:
        """A program filled in the field people do not see."""
        return bool(self.cleaned_data.get("website"))


class NameForm(forms.Form):
    """How a reader is called beside what they write."""

    name = forms.CharField(max_length=80, label="Your name", help_text="Shown beside your replies.")

    def clean_name(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())


class RoleForm(forms.Form):
    """Which role a person has from now on."""

    role = forms.ChoiceField(choices=[("", "No role"), *ROLE_CHOICES], required=False)


class DayInput(forms.DateInput):
    """A date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LogForm(forms.Form):
    """Which lines of the audit log; what makes no sense asks for everything."""

    words = forms.CharField(required=False, max_length=100, label="Words")
    action = forms.ChoiceField(required=False, label="What was done")
    person = forms.ModelChoiceField(
        User.objects.all(), required=False, label="By whom", empty_label="anybody"
    )
    since = forms.DateField(required=False, widget=DayInput(), label="From")
    until = forms.DateField(required=False, widget=DayInput(), label="To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        known = AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()
        choices = [("", "anything"), *((action, action) for action in known)]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]

    def narrowed(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """Those of the events that were asked for."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if words := asked.get("words"):
            events = events.filter(Q(subject__icontains=words) | Q(detail__icontains=words))
        if action := asked.get("action"):
            events = events.filter(action=action)
        if person := asked.get("person"):
            events = events.filter(actor=person)
        if since := asked.get("since"):
            events = events.filter(at__date__gte=since)
        if until := asked.get("until"):
            events = events.filter(at__date__lte=until)
        return events
