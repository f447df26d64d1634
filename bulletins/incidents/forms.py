"""What may be asked of the explorer."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.incidents.filters import CASUALTIES, UNPLACED, Filter
from bulletins.incidents.models import Kind

ANYTHING = ("", "All")


class DayInput(forms.DateInput):
    """A date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """The filters, named as in the address: ``?from=2017-07-01&governorate=Anbar``."""

    governorate = forms.ChoiceField(
        required=False,
        choices=[ANYTHING, *((name, name) for name in GOVERNORATES), (UNPLACED, "Not known")],
    )
    kind = forms.ChoiceField(required=False)
    casualties = forms.ChoiceField(required=False, choices=[ANYTHING, *CASUALTIES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kinds = {kind.slug: kind.name for kind in Kind.objects.all()}
        days = {name: forms.DateField(required=False, widget=DayInput()) for name in ("from", "to")}
        self.fields = {**days, **self.fields}
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            ANYTHING,
            *self.kinds.items(),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and start > end:
            self.add_error("to", "This day is before the first one.")
            del cleaned["from"]  # Half of a mistake is no better than the whole.
        return cleaned

    def asked(self) -> Filter:
        """The filter that was asked for; a field that makes no sense asks for everything."""
        self.is_valid()
        facts = self.cleaned_data
        return Filter(
            start=facts.get("from"),
            end=facts.get("to"),
            governorate=facts.get("governorate", ""),
            kind=facts.get("kind", ""),
            casualties=facts.get("casualties", ""),
            kind_name=self.kinds.get(facts.get("kind", ""), ""),
        )
