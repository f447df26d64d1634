"""Editors correct places and teach their spellings."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.gazetteer.models import Place, PlaceAlias
from bulletins.revisions import services as revisions
from bulletins.revisions.forms import GuardedForm

ORIGIN = "back office"


class PlaceAliasInline(admin.TabularInline):
    """All names of a place beside it."""

    model = PlaceAlias
    extra = 1


class GuardedPlaceForm(GuardedForm):
    """A place, and the version it was opened at."""

    class Meta:
        model = Place
        fields = "__all__"


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    """A change is heeded by the very next phrase that is read."""

    form = GuardedPlaceForm
    list_display = ["name", "arabic", "kind", "governorate", "precision_km", "source"]
    list_filter = ["kind", "governorate", "source"]
    search_fields = ["name", "arabic", "aliases__text"]
    inlines = [PlaceAliasInline]

    def save_model(self, request: HttpRequest, obj: Place, form: ModelForm, change: bool) -> None:
        obj.version += change
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        person = cast("User", request.user)
        revisions.keep(subject=form.instance, author=person, at=timezone.now(), origin=ORIGIN)
