"""What the writer of a daily types, and what readers may type below it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.core.validators import ProhibitNullCharactersValidator

from bulletins.accounts.models import User
from bulletins.rendering.editor import RichTextField
from bulletins.revisions.forms import GuardedForm
from bulletins.tracker.comments import MOST_LETTERS
from bulletins.tracker.models import DailyUpdate, TrackerItem

QUICKEST = 3  # seconds; nobody writes a reply in less
LONGEST = 24 * 60 * 60  # seconds a form stays good

_signer = TimestampSigner(salt="reply form")


def new_form_token() -> str:
    """A token for one form: says when it was made, and makes a second sending recognizable."""
    return _signer.sign(secrets.token_urlsafe(16))


class WordsForm(forms.Form):
    """The words of a reply, when its writer changes them."""

    text = forms.CharField(
        max_length=MOST_LETTERS,
        label="Your reply",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Plain text.",
        validators=[ProhibitNullCharactersValidator()],
    )

    def clean_text(self) -> str:
        """Line ends as they are stored."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class ReplyForm(WordsForm):
    """“Leave a reply”. A person never sees the trap; a program fills it in."""

    field_order = ("name", "email", "text")

    name = forms.CharField(max_length=80, label="Your name")
    email = forms.EmailField(
        required=False, label="Email", help_text="Optional, and never shown to anyone."
    )
    wants_replies = forms.BooleanField(
        required=False, label="Tell me by email when somebody replies to me"
    )
    website = forms.CharField(required=False, label="Leave this empty")
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, writer: User | None = None, **kwargs: Any) -> None:
        """Whoever is signed in is known by name and address and types neither."""
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = "Plain text. It appears once a moderator has read it."
        self.writer = writer
        if writer:
            del self.fields["email"]
        if writer and writer.name:
            del self.fields["name"]

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
        if cleaned.get("wants_replies") and not (self.writer or cleaned.get("email")):
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


class HeadlinesField(forms.CharField):
    """A list of headlines, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


def refuse_days(update: DailyUpdate, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the days of a daily: the field and the words."""
    start, end = cleaned.get("date_start"), cleaned.get("date_end")
    if not (start and end):
        return
    if not 0 <= (end - start).days <= 1:
        yield "date_end", "A daily covers one day, or two that follow each other."
        return
    publication = cleaned.get("publication") or update.publication
    others = DailyUpdate.objects.filter(publication=publication).sharing_days_with(start, end)
    if other := others.exclude(pk=update.pk).first():
        yield "date_start", f"There is a daily for this day already: {other}"


class DailyForm(GuardedForm):
    """A daily but for its paragraphs and readings; publishing it is not a matter of this form."""

    headlines = HeadlinesField(required=False, help_text="One a line; the title joins them.")
    opening = RichTextField(required=False, help_text="The bottom line up front; may be empty.")

    class Meta:
        model = DailyUpdate
        fields = [
            "publication", "date_start", "date_end", "headlines", "opening", "author",
            "takes_comments",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A daily covers one day or two, and no day of another one."""
        cleaned = super().clean()
        for name, words in refuse_days(self.instance, cleaned):
            self.add_error(name, words)
        return cleaned


class ItemForm(GuardedForm):
    """One paragraph of a daily."""

    body = RichTextField(required=False)

    class Meta:
        model = TrackerItem
        fields = ["label", "is_analysis", "body", "position", "storylines"]
