"""What readers may type: an address and what they would like to get."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner

from bulletins.publications.models import Publication
from bulletins.subscribers.mailer.letter import is_safe_address

QUICKEST = 2  # seconds; nobody fills in the form in less
LONGEST = 24 * 60 * 60  # seconds a form stays good

_signer = TimestampSigner(salt="subscribe form")


class ChoiceForm(forms.Form):
    """Which publications, and in which form."""

    publications = forms.ModelMultipleChoiceField(
        Publication.objects.order_by("pk"),
        widget=forms.CheckboxSelectMultiple,
        label="What would you like to get?",
    )
    wants_text = forms.BooleanField(
        required=False, label="Plain text only, no pictures or formatting"
    )


class SubscribeForm(ChoiceForm):
    """The public form. A person never sees the trap; a program fills it in."""

    email = forms.EmailField(
        label="Your email address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "size": 32}),
    )
    website = forms.CharField(required=False, label="Leave this empty")
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ["email", "publications", "wants_text", "website", "opened"]

    def clean_email(self) -> str:
        """Only what mail can be sent to; letters outside ASCII need a server we cannot assume."""
        email: str = self.cleaned_data["email"]
        if not is_safe_address(email):
            raise forms.ValidationError("We cannot send mail to this address. Is it typed right?")
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse what no person can have filled in: sent at once, or from an old copy."""
        if not self.errors and not _was_open_long_enough(self.cleaned_data["opened"]):
            raise forms.ValidationError("Please look at the form once more, then send it.")
        return self.cleaned_data

    @property
    def is_trapped(self) -> bool:
        """A program filled in the field people do not see."""
        return bool(self.cleaned_data.get("website"))


class PreferencesForm(ChoiceForm):
    """The same choices for a reader; choosing nothing ends every subscription."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publications"].required = False


class ListForm(forms.Form):
    """A list of readers who agreed elsewhere."""

    LARGEST = 3 * 1024 * 1024

    file = forms.FileField(
        label="CSV file",
        help_text="In UTF-8. The first line names the columns: email and consent_source; also "
        "publication, consent_date (2017-07-27) and plain_text (yes).",
    )

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file.size > self.LARGEST:
            raise forms.ValidationError(
                "The file is larger than 3 MB. Split it, or import it with the command."
            )
        try:
            return str(file.read().decode())
        except UnicodeDecodeError:
            raise forms.ValidationError(
                "This is not a UTF-8 text file. Save it as CSV in UTF-8."
            ) from None


class BarForm(forms.Form):
    """An address that must not be mailed any more."""

    email = forms.EmailField(label="Address")
    source = forms.CharField(
        label="Who asked for it, and how",
        max_length=200,
        help_text="For the record: “by phone, March 3”. The address itself is kept as a hash only.",
    )


def opened_now() -> str:
    """Says when a form was handed out, in a way nobody else can write."""
    return _signer.sign("opened")


def _was_open_long_enough(opened: str) -> bool:
    try:
        _signer.unsign(opened, max_age=LONGEST)
    except BadSignature:
        return False
    try:
        _signer.unsign(opened, max_age=QUICKEST)
    except BadSignature:
        return True
    return False
