"""What an editor may type about a place."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.gazetteer.models import Place
from bulletins.gazetteer.services import BY_EDITOR

LONGEST_NAME = 120  # as long as an alias may be
MOST_NAMES = 60


class PointForm(forms.ModelForm):
    """A point in or around Iraq."""

    latitude = forms.FloatField(min_value=28.5, max_value=38)
    longitude = forms.FloatField(min_value=38, max_value=49.5)
    precision_km = forms.FloatField(
        min_value=0.1, max_value=300, label="Exact to within (km)", initial=3
    )

    def clean(self) -> dict[str, Any]:
        """The commonest slip is named, not just refused."""
        cleaned = super().clean() or self.cleaned_data
        typed = [self.data.get(name, "") for name in ("latitude", "longitude")]
        if {"latitude", "longitude"} <= self.errors.keys() and _look_swapped(*typed):
            self.add_error(None, "Latitude and longitude seem to be swapped.")
        return cleaned


class PlaceForm(PointForm):
    """A place with all its names."""

    governorate = forms.ChoiceField(
        required=False,
        choices=[("", "several, or not in Iraq"), *((name, name) for name in GOVERNORATES)],
    )
    names = forms.CharField(
        required=False,
        label="Other names and spellings, one a line",
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    class Meta:
        model = Place
        fields = ("name", "arabic", "kind", "governorate", "latitude", "longitude", "precision_km")
        widgets = {"arabic": forms.TextInput(attrs={"dir": "auto"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self._kept = {}
        if self.instance.pk:
            self._kept = {each.text: each.source for each in self.instance.aliases.all()}
        self.fields["names"].initial = "\n".join(self._kept)

    def clean_names(self) -> list[str]:
        """Each name once, none without a letter."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        for name in names:
            if len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name):
                raise forms.ValidationError(f"“{name[:40]}” is not a name.")
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(f"More than {MOST_NAMES} names: that is no list of names.")
        return names

    def facts(self) -> dict[str, Any]:
        """All of it, by field name, names with where each comes from."""
        facts = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        facts["aliases"] = [
            {"text": text, "source": self._kept.get(text, BY_EDITOR)}
            for text in self.cleaned_data["names"]
        ]
        return facts


def _look_swapped(latitude: str, longitude: str) -> bool:
    try:
        return 38 <= float(latitude) <= 49.5 and 28.5 <= float(longitude) <= 38
    except ValueError:
        return False
