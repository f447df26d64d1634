"""The editors' plain tool for the casualty record, with a pin that can be moved."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.gazetteer.models import Place
from bulletins.gazetteer.services import remember_spelling
from bulletins.incidents.intake.pages import Door, import_table
from bulletins.incidents.models import Incident, Kind, Report
from bulletins.incidents.services import settle_point
from bulletins.revisions import services as revisions

ORIGIN = "back office"
TABLES = Door(
    template="incidents/admin/import.html",
    page="admin:incidents_import",
    done="admin:incidents_incident_changelist",
)


class IncidentForm(forms.ModelForm):
    """An incident, the version it was opened at, and a spelling to remember."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    spelling_of = forms.ModelChoiceField(
        Place.objects.all(),
        required=False,
        label="Remember this location as a spelling of",
        help_text="From then on the same words mean this place wherever they are read.",
    )

    class Meta:
        model = Incident
        fields = (
            "kind", "event_date", "event_date_end", "location", "deaths_low", "deaths_high",
            "injuries_low", "injuries_high", "latitude", "longitude", "precision_km", "method",
            "governorate", "notes",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = cleaned.get("seen_version")
        stored = Incident.objects.filter(pk=self.instance.pk).first()
        if stored and seen is not None and stored.version != seen:
            raise forms.ValidationError(
                "Somebody else changed this incident while you were writing. Nothing was saved: "
                "open it in a second window, compare, and save again from there."
            )
        return cleaned


class ReportInline(admin.TabularInline):
    """Who reported which figures, as of when."""

    model = Report
    extra = 0


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin):
    """Every save is a version in the log of the incident."""

    form = IncidentForm
    change_form_template = "incidents/admin/change_form.html"
    change_list_template = "incidents/admin/change_list.html"
    list_display = ["event_date", "location", "governorate", "deaths", "injuries", "kind", "method"]
    list_display_links = ["event_date", "location"]
    list_filter = ["kind", "governorate", "method", "event_date"]
    list_select_related = ["kind"]
    search_fields = ["location", "public_id", "notes"]
    date_hierarchy = "event_date"
    readonly_fields = ["public_id"]
    inlines = [ReportInline]
    fieldsets = [
        (None, {"fields": [("event_date", "event_date_end"), "kind", "location", "spelling_of"]}),
        (
            "Figures",
            {
                "fields": [
                    ("deaths_low", "deaths_high"), ("injuries_low", "injuries_high"), "notes",
                ],
                "description": "Empty means unknown, zero means none.",
            },
        ),
        (
            "Place",
            {
                "fields": [
                    ("latitude", "longitude", "precision_km"), ("method", "governorate"),
                    "public_id", "seen_version",
                ],
                "description": "Left alone, it follows the location. A pin you move stays.",
            },
        ),
    ]  # fmt: skip

    def get_urls(self) -> list[Any]:
        """The import page stands before the pages of single incidents."""
        page = self.admin_site.admin_view(self.import_table)
        return [path("import/", page, name="incidents_import"), *super().get_urls()]

    def import_table(self, request: HttpRequest) -> HttpResponse:
        """A table of incidents, previewed and saved."""
        return import_table(request, self.admin_site.each_context(request), door=TABLES)

    def save_model(
        self, request: HttpRequest, obj: Incident, form: ModelForm, change: bool
    ) -> None:
        settle_point(obj, changed=set(form.changed_data))
        if change and (form.has_changed()):
            obj.version += 1
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        self._count_reports(form, formsets, change)
        if not change or form.has_changed() or any(each.has_changed() for each in formsets):
            revisions.keep(
                subject=form.instance, author=_person(request), at=timezone.now(), origin=ORIGIN
            )
        if place := form.cleaned_data.get("spelling_of"):
            remember_spelling(
                place=place,
                text=form.cleaned_data["location"],
                author=_person(request),
                at=timezone.now(),
            )

    def delete_model(self, request: HttpRequest, obj: Incident) -> None:
        revisions.throw_away(
            subject=obj,
            seen_version=obj.version,
            label=str(obj),
            author=_person(request),
            at=timezone.now(),
        )

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def _count_reports(self, form: ModelForm, formsets: list[Any], change: bool) -> None:
        """Reports alone changed: that is a new version too."""
        if change and not form.has_changed() and any(each.has_changed() for each in formsets):
            form.instance.version += 1
            form.instance.save(update_fields=["version"])


@admin.register(Kind)
class KindAdmin(admin.ModelAdmin):
    """The list of kinds; one that is in use cannot be deleted."""

    list_display = ["name", "slug", "position"]
    prepopulated_fields = {"slug": ["name"]}


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
