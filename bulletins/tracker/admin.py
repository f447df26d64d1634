"""The daily in the back office: writing it, publishing it, and reading what readers reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.forms import TextInput, URLInput
from django.http import HttpRequest
from django.utils import timezone

from bulletins.accounts.models import User
from bulletins.revisions.admin import WrittenAdmin
from bulletins.tracker import comments, services
from bulletins.tracker.forms import DailyForm, ItemForm
from bulletins.tracker.models import (
    Comment,
    CommentReport,
    CorrectionTask,
    DailyEdition,
    DailyUpdate,
    Decision,
    Reading,
    Storyline,
    TrackerItem,
)


@admin.register(Storyline)
class StorylineAdmin(admin.ModelAdmin):
    """Stories followed over weeks."""

    list_display = ["name", "is_open"]
    list_filter = ["is_open"]
    prepopulated_fields = {"slug": ["name"]}


class ItemInline(admin.StackedInline):
    """The paragraphs of a daily, in order."""

    model = TrackerItem
    form = ItemForm
    extra = 1


class ReadingInline(admin.TabularInline):
    """“writing on iraq”."""

    model = Reading
    extra = 1
    fields = ["author", "outlet", "title", "url", "remark", "position"]
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": URLInput(attrs={"size": 24})},
        models.CharField: {"widget": TextInput(attrs={"size": 14})},
    }


@admin.register(DailyUpdate)
class DailyUpdateAdmin(WrittenAdmin):
    """A post a day."""

    form = DailyForm
    inlines = [ItemInline, ReadingInline]
    list_display = ["title", "status", "date_end", "author"]
    list_filter = ["status"]
    list_select_related = ["publication", "author"]
    date_hierarchy = "date_end"
    actions = ["publish"]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whoever may publish the daily."""
        return request.user.has_perm("tracker.publish_dailyupdate")

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[Any, Any], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """What goes into the bin with them; what readers have seen, or the week uses, stays."""
        going, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        kept = [bond for update in objs for bond in update.bonds()]
        return going, counts, perms_needed, [*protected, *kept]

    @admin.action(description="Publish the chosen dailies", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[DailyUpdate]) -> None:
        """Each for itself: one that is not ready does not keep the others back."""
        for update in queryset:
            try:
                services.publish_daily(update=update, at=timezone.now())
            except services.CannotPublishDaily as error:
                messages.error(request, f"{update}: {error}")
            else:
                messages.success(request, f"{update} is published.")


@admin.register(DailyEdition)
class DailyEditionAdmin(admin.ModelAdmin):
    """What was published, when, and its checksum; to be looked at only."""

    list_display = ["update", "number", "published_at", "note", "sha256"]
    fields = ["update", "number", "published_at", "note", "sha256"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DailyEdition | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DailyEdition | None = None) -> bool:
        return False


class DecisionInline(admin.TabularInline):
    """What moderators did, in order."""

    model = Decision
    extra = 0
    can_delete = False
    readonly_fields = ["act", "by", "decided_at", "text_before"]
    fields = (*readonly_fields,)

    def has_add_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False


class ReportInline(admin.TabularInline):
    """What readers said against it."""

    model = CommentReport
    extra = 0
    can_delete = False
    readonly_fields = ["reason", "reported_at"]
    fields = (*readonly_fields,)

    def has_add_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False


def _deciding(act: Decision.Act, words: str) -> Callable[..., None]:
    """An action that decides on every chosen comment, each decision kept with its name."""

    @admin.action(description=words, permissions=["change"])
    def decide(self: CommentAdmin, request: HttpRequest, queryset: QuerySet[Comment]) -> None:
        for comment in queryset:
            comments.decide(
                comment=comment, act=act, by=cast("User", request.user), at=timezone.now()
            )

    decide.__name__ = f"decide_{act}"
    return decide


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """The moderation queue. Words are changed with a mark, decisions are kept."""

    list_display = ["name", "beginning", "status", "update", "created_at", "times_reported"]
    list_filter = ["status", "created_at"]
    list_select_related = ["update__publication"]
    search_fields = ["name", "text", "email"]
    fields = [
        "update", "parent", "name", "email", "user", "text", "status", "created_at", "edited_at",
    ]  # fmt: skip
    readonly_fields = [
        "update", "parent", "name", "email", "user", "status", "created_at", "edited_at",
    ]  # fmt: skip
    inlines = [ReportInline, DecisionInline]
    actions = [
        _deciding(Decision.Act.APPROVE, "Approve the chosen comments"),
        _deciding(Decision.Act.REJECT, "Reject the chosen comments"),
        _deciding(Decision.Act.SPAM, "Mark the chosen comments as spam"),
        _deciding(Decision.Act.BAN, "Mark as spam, and ban the address"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).annotate(reports_in=models.Count("reports"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Comment, form: object, change: bool) -> None:
        comments.edit_comment(
            comment=obj, text=obj.text, by=cast("User", request.user), at=timezone.now()
        )

    @admin.display(description="text")
    def beginning(self, comment: Comment) -> str:
        """The first words."""
        return comment.text[:90]

    @admin.display(description="reports", ordering="reports_in")
    def times_reported(self, comment: Comment) -> int:
        """How many networks reported it."""
        return int(getattr(comment, "reports_in", 0))


@admin.register(CorrectionTask)
class CorrectionTaskAdmin(admin.ModelAdmin):
    """What a reader pointed at, and how it ended."""

    list_display = ["__str__", "comment", "opened_by", "opened_at", "closed_at", "outcome"]
    list_filter = ["closed_at"]
    raw_id_fields = ["comment", "item"]
