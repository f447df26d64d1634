"""The editors' plain tool: issues, takeaways and entries in the back office."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.forms import ModelForm, TextInput, URLInput
from django.http import HttpRequest

from bulletins.accounts.models import User
from bulletins.issues.forms import EntryForm, IssueForm, TakeawayForm
from bulletins.issues.models import Edition, Entry, Issue, Rendition, Source, Takeaway
from bulletins.rendering.html import plain_text
from bulletins.revisions.admin import WrittenAdmin


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
            obj.author = cast("User", request.user)
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
