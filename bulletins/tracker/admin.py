"""Back-office records of the daily."""

from __future__ import annotations

from django.contrib import admin

from bulletins.tracker.models import Comment, DailyUpdate, Storyline


@admin.register(Storyline)
class StorylineAdmin(admin.ModelAdmin):
    """Stories followed over weeks."""

    list_display = ["name", "is_open"]
    list_filter = ["is_open"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(DailyUpdate)
class DailyUpdateAdmin(admin.ModelAdmin):
    """Dailies as they stand; they are written at the desk."""

    list_display = ["title", "status", "date_start", "author"]
    list_filter = ["status"]
    date_hierarchy = "date_end"
    readonly_fields = ["status", "slug", "publish_at", "send_at", "hold_reason"]


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Comments as they came in."""

    list_display = ["name", "update", "status", "created_at"]
    list_filter = ["status"]
    search_fields = ["name", "text"]
    raw_id_fields = ["update", "parent", "user"]
