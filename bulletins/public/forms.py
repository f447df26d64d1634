"""The search form. Whatever cannot be read is left out and said, never an error page."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.guide.models import Term
from bulletins.public.models import PublishedItem
from bulletins.public.search import Filters, Order
from bulletins.public.search.query import LONGEST

GOVERNORATES = (
    "Anbar", "Babil", "Baghdad", "Basra", "Dhi Qar", "Diyala", "Dohuk", "Erbil", "Halabja",
    "Karbala", "Kirkuk", "Maysan", "Muthanna", "Najaf", "Ninewa", "Qadisiyah", "Salah ad-Din",
    "Sulaymaniyah", "Wasit",
)  # fmt: skip


class SearchForm(forms.Form):
    """What to search for, and where."""

    q = forms.CharField(
        label="Words",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST}),
        help_text="“Quotes” for an exact phrase, a minus before what must not be there.",
    )
    kind = forms.MultipleChoiceField(
        label="In",
        required=False,
        choices=PublishedItem.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    governorate = forms.ChoiceField(
        required=False, choices=[("", "Anywhere"), *((name, name) for name in GOVERNORATES)]
    )
    term = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)
    order = forms.ChoiceField(
        label="Sort",
        required=False,
        choices=[(Order.BEST.value, "Best first"), (Order.NEWEST.value, "Newest first")],
    )

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """The fields that stand beside one another."""
        return [self[name] for name in ("first_day", "last_day", "governorate", "order")]

    @property
    def is_narrowed(self) -> bool:
        """Something besides words was asked for, or could not be read."""
        return bool(self.errors) or not self.filters().is_empty

    def filters(self) -> Filters:
        """The narrowing asked for, without what could not be read. Validate first."""
        asked: dict[str, Any] = self.cleaned_data
        return Filters(
            kinds=tuple(asked.get("kind") or ()),
            first_day=asked.get("first_day"),
            last_day=asked.get("last_day"),
            governorate=asked.get("governorate") or "",
            term=asked.get("term") or "",
        )

    def sorting(self) -> Order:
        """Best first unless asked otherwise."""
        return Order(self.cleaned_data.get("order") or Order.BEST)

    def chosen_term(self) -> Term | None:
        """The term of the guide the search is narrowed to."""
        slug = self.cleaned_data.get("term")
        return Term.objects.filter(slug=slug).first() if slug else None
