"""Where an incident is: its pin, and what its words teach the gazetteer."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.gazetteer.forms import PointForm
from bulletins.gazetteer.geometry import Point, distance_km
from bulletins.gazetteer.governorates import GOVERNORATES
from bulletins.gazetteer.models import Place
from bulletins.incidents.models import Incident
from bulletins.incidents.services import SET_BY_HAND

NEAREST = 6
_POINT = ("latitude", "longitude", "precision_km", "governorate")


class PinForm(PointForm):
    """A point set by hand."""

    governorate = forms.ChoiceField(
        required=False, choices=[("", "not known"), *((name, name) for name in GOVERNORATES)]
    )

    class Meta:
        model = Incident
        fields = _POINT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def facts(self) -> dict[str, Any]:
        """The point, and that a person set it."""
        facts = {name: self.cleaned_data[name] for name in _POINT}
        return {**facts, "method": SET_BY_HAND}


class SpellingForm(forms.Form):
    """From now on these words mean that place."""

    spelling = forms.CharField(
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Only the name: “Radwania”, not “10 km south of Radwania”.",
    )
    place = forms.ChoiceField(label="Means")

    def __init__(self, data: Any = None, *, incident: Incident) -> None:
        super().__init__(data, initial={"spelling": name_in(incident.location)}, label_suffix="")
        self._places = {place.pk: place for place in Place.objects.all()}
        choices = [("", "choose a place"), *_grouped(incident, list(self._places.values()))]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]

    def clean_place(self) -> Place:
        """The row behind the key."""
        return self._places[int(self.cleaned_data["place"])]


def name_in(words: str) -> str:
    """What is probably the name in “10 km south of Radwania, Baghdad”; a person looks it over."""
    return words.rpartition(" of ")[2].partition(",")[0].strip()[:120]


def _grouped(incident: Incident, places: list[Place]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Those around the pin first: it is nearly always one of them."""
    everything = ("All places", [(place.pk, str(place)) for place in places])
    if incident.latitude is None or incident.longitude is None:
        return [everything]
    pin = Point(incident.latitude, incident.longitude)
    near = sorted(
        places, key=lambda place: distance_km(pin, Point(place.latitude, place.longitude))
    )
    return [("Around the pin", [(place.pk, str(place)) for place in near[:NEAREST]]), everything]
