"""What readers may type below a daily."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.core.validators import ProhibitNullCharactersValidator

from bulletins.tracker.comments import MOST_LETTERS

QUICKEST = 3  # seconds; nobody writes a reply in less
LONGEST = 24 * 60 * 60  # seconds a form stays good

_signer = TimestampSigner(salt="reply form")


def new_form_token() -> str:
    """A token for one form: says when it was made, and makes a second sending recognizable."""
    return _signer.sign(secrets.token_urlsafe(16))


class ReplyForm(forms.Form):
    """“Leave a reply”. A person never sees the trap; a program fills it in."""

    name = forms.CharField(max_length=80, label="Your name")
    email = forms.EmailField(
        required=False, label="Email", help_text="Optional, and never shown to anyone."
    )
    text = forms.CharField(
        max_length=MOST_LETTERS,
        label="Your reply",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Plain text. It appears once a moderator has read it.",
        validators=[ProhibitNullCharactersValidator()],
    )
    wants_replies = forms.BooleanField(
        required=False, label="Tell me by email when somebody replies to me"
    )
    website = forms.CharField(required=False, label="Leave this empty")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean_name(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_website(self) -> str:
        """The trap."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty; it is there to catch programs.")
        return ""

    def clean_token(self) -> str:
        """The form's own nonce, if a person can have filled it in since it was made."""
        token = self.cleaned_data["token"]
        try:
            nonce = _signer.unsign(token, max_age=LONGEST)
        except SignatureExpired:
            raise forms.ValidationError(_TOO_OLD) from None
        except BadSignature:
            raise forms.ValidationError(_TOO_OLD) from None
        if _is_fresh(token):
            raise forms.ValidationError("That was very quick. Read it over, then send it again.")
        return nonce

    def renew_token(self) -> None:
        """Put a good token into a form that is shown again because its own was too old."""
        if "token" in self.errors:
            self.data = {name: self.data[name] for name in self.data} | {"token": new_form_token()}

    def clean(self) -> dict[str, Any]:
        """Mail about replies needs an address."""
        cleaned = super().clean() or {}
        if cleaned.get("wants_replies") and not cleaned.get("email"):
            self.add_error("email", "Give an address to be told of replies, or untick the box.")
        return cleaned


class ReportForm(forms.Form):
    """Why a comment should not stand."""

    reason = forms.CharField(
        max_length=300, required=False, label="What is wrong with it? (optional)"
    )


_TOO_OLD = "This form is more than a day old. Your text is still here: send it again."


def _is_fresh(token: str) -> bool:
    """Made less than ``QUICKEST`` seconds ago."""
    try:
        _signer.unsign(token, max_age=QUICKEST)
    except SignatureExpired:
        return False
    return True
