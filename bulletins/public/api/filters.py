"""What a list may be narrowed by: forms that check requests and describe themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bulletins.guide.models import Term

MOST = 200
USUAL = 50
# The ordinal of a day between the years 274 and 2738, and an id.
CURSOR = r"^[1-9]\d{5}\.\d{1,18}$"


class BadRequest(Exception):
    """A filter cannot be read. ``errors`` holds the reasons by the field's name."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("The request cannot be read.")
        self.errors = errors


class Day(forms.DateField):
    """A day as ISO 8601 writes it, and no other way."""

    def __init__(self, help_text: str) -> None:
        super().__init__(required=False, input_formats=["%Y-%m-%d"], help_text=help_text)

    def to_python(self, value: Any) -> date | None:
        """Python's parser would also take single digits; the contract does not."""
        if value and len(value) != len("2017-07-21"):
            raise ValidationError(self.error_messages["invalid"])
        return super().to_python(value)


class Listing(forms.Form):
    """What every list takes."""

    limit = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=f"How many at once; {USUAL} if not said.",
    )
    cursor = forms.RegexField(
        CURSOR, required=False, help_text="Where the next page begins: taken from “next”."
    )


class Dated(Listing):
    """Lists of things that happened on a day."""

    first_day = Day("Only what is of this day or later.")
    last_day = Day("Only what is of this day or earlier.")


class Issues(Dated):
    """The list of issues, by the days of their period."""

    number = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text="The issue with this number."
    )


class Entries(Dated):
    """The list of entries."""

    issue = forms.SlugField(required=False, max_length=50, help_text="The slug of an issue.")
    term = forms.SlugField(
        required=False, max_length=80, help_text="Only what speaks of this term of the guide."
    )
    q = forms.CharField(
        required=False, max_length=300, help_text="Words to search for, as on the search page."
    )


class IncidentFile(forms.Form):
    """The incidents of a file, which comes in one piece."""

    first_day = Day("Only what is of this day or later.")
    last_day = Day("Only what is of this day or earlier.")
    issue = forms.SlugField(required=False, max_length=50, help_text="The slug of an issue.")
    governorate = forms.CharField(
        required=False, max_length=40, help_text="The name of a governorate, as in the results."
    )


class Incidents(Listing, IncidentFile):
    """The list of incidents."""


class Terms(Listing):
    """The Reference Guide."""

    kind = forms.ChoiceField(
        required=False, choices=Term.Kind.choices, help_text="Only terms of this kind."
    )


class Dailies(Dated):
    """The list of dailies."""


def read(form_class: type[forms.Form], query: Any) -> dict[str, Any]:
    """The values asked for. Raises ``BadRequest`` for what is unknown, doubled or unreadable."""
    errors = {
        name: ["There is no such filter."] for name in query if name not in form_class.base_fields
    }
    errors |= {name: ["Give it once."] for name, values in query.lists() if len(values) > 1}
    errors |= {name: ["Give a value."] for name, value in query.items() if not value}
    form = form_class(query)
    if not form.is_valid():
        errors |= {name: [str(error) for error in found] for name, found in form.errors.items()}
    if errors:
        raise BadRequest(errors)
    return form.cleaned_data
