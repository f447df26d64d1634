"""Back-office record of the two publications."""

from __future__ import annotations

from django.contrib import admin

from bulletins.publications.models import Publication


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """Standing lines and habits; a change shows in the next edition, never in a past one."""

    list_display = ["name", "series_title", "kind", "send_weekday", "send_time", "time_zone"]
    fieldsets = [
        (None, {"fields": ["slug", "kind", "name", "series_title", "description", "language"]}),
        ("Publisher", {"fields": ["publisher", "publisher_url", "postal_address"]}),
        ("Habits", {"fields": ["period_days", "send_weekday", "send_time", "time_zone"]}),
        ("Mail", {"fields": ["sender_name", "sender_email", "reply_to"]}),
        (
            "Standing lines",
            {
                "fields": ["guide_line", "map_note", "source_line", "subscribe_line", "footer"],
                "description": "Frozen into each edition when it is published.",
            },
        ),
    ]
