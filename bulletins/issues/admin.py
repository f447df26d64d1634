"""The editors' plain tool: issues, takeaways and entries in the back office."""

from __future__ import annotations

from typing import Any, cast

from csp.decorators import csp
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelForm, TextInput, URLInput
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator

from bulletins.accounts.models import User
from bulletins.issues.forms import EntryForm, IssueForm, TakeawayForm
from bulletins.issues.models import Edition, Entry, Issue, Rendition, Source, Takeaway
from bulletins.rendering.html import plain_text
from bulletins.revisions import services as revisions
from bulletins.revisions.models import Versioned

ORIGIN = "back office"


class WrittenAdmin(admin.ModelAdmin):
    """Pages with an editor: each save is a version, and what is deleted goes into the bin."""

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            _keep(request, form.instance, is_new=not change)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            _keep(request, row, is_new=True)
        for row, _ in formset.changed_objects:
            _keep(request, row, is_new=False)

    def delete_model(self, request: HttpRequest, obj: Versioned) -> None:
        revisions.throw_away(
            subject=obj,
            seen_version=obj.version,
            label=str(obj),
            author=_person(request),
            at=timezone.now(),
        )

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            self.delete_model(request, row)

    @method_decorator(csp(settings.EDITOR_CONTENT_SECURITY_POLICY))
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(*args, **kwargs)


def _person(request: HttpRequest) -> User:
    """Who is signed in; the back office lets nobody else this far."""
    return cast("User", request.user)


def _keep(request: HttpRequest, row: Any, *, is_new: bool) -> None:
    """Add what was just saved to its history; sources are part of their entry's versions."""
    if not isinstance(row, Versioned):
        return
    if not is_new:
        row.version += 1
        row.save(update_fields=["version"])
    revisions.keep(subject=row, author=_person(request), at=timezone.now(), origin=ORIGIN)


class TakeawayInline(admin.StackedInline):
    """The takeaways of an issue, in order. They are thrown away on their own page."""

    model = Takeaway
    form = TakeawayForm
    extra = 0
    can_delete = False
    show_change_link = True


@admin.register(Issue)
class IssueAdmin(WrittenAdmin):
    """The frame of a week with its takeaways; entries are filed on their own pages."""

    form = IssueForm
    inlines = [TakeawayInline]
    list_display = ["title", "number", "status", "publish_at", "send_at"]
    list_filter = ["status", "publication"]
    readonly_fields = ["status", "publish_at", "send_at", "hold_reason"]
    filter_horizontal = ["incidents"]
    date_hierarchy = "period_end"

    def has_delete_permission(self, request: HttpRequest, obj: Issue | None = None) -> bool:
        """A week is withdrawn, never deleted."""
        return False


@admin.register(Takeaway)
class TakeawayAdmin(WrittenAdmin):
    """One takeaway; throwing it away leaves its entries in the inbox."""

    form = TakeawayForm
    list_display = ["__str__", "issue", "position"]
    list_select_related = ["issue__publication"]
    search_fields = ["headline", "own_heading"]


class SourceInline(admin.TabularInline):
    """Who reported it."""

    model = Source
    extra = 1
    fields = ["outlet", "title", "url", "language", "position"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": URLInput(attrs={"size": 24})},
        models.CharField: {"widget": TextInput(attrs={"size": 14})},
    }


@admin.register(Entry)
class EntryAdmin(WrittenAdmin):
    """One dated story with its sources."""

    form = EntryForm
    inlines = [SourceInline]
    list_display = ["event_date", "beginning", "takeaway", "author", "updated_at"]
    list_display_links = ["event_date", "beginning"]
    list_filter = ["event_date", "author"]
    list_select_related = ["takeaway", "author"]
    search_fields = ["body"]
    list_per_page = 50

    @admin.display(description="text")
    def beginning(self, entry: Entry) -> str:
        """The first words, for telling entries apart in the list."""
        return plain_text(entry.body)[:90] or "(empty)"

    def save_model(self, request: HttpRequest, obj: Entry, form: ModelForm, change: bool) -> None:
        if not change:
            obj.author = _person(request)
        super().save_model(request, obj, form, change)


class FrozenAdmin(admin.ModelAdmin):
    """To be looked at only: what readers were given does not change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(FrozenAdmin):
    """What was published, when, and its checksum."""

    list_display = ["issue", "number", "published_at", "sha256"]
    fields = ["issue", "number", "published_at", "sha256"]


@admin.register(Rendition)
class RenditionAdmin(FrozenAdmin):
    """How far each form of an edition is, and what went wrong."""

    list_display = ["edition", "kind", "status", "progress", "attempts", "size", "error"]
    list_filter = ["status", "kind"]
    list_select_related = ["edition__issue__publication"]
