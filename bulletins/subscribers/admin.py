"""Back office: who gets the mail, and what became of every mail. Rows of the ledger are read-only;
only the services move them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from bulletins.subscribers import lists
from bulletins.subscribers.models import (
    Bounce,
    Delivery,
    Mailing,
    Subscriber,
    Subscription,
    Suppression,
)
from bulletins.subscribers.services import mailings, people


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows what happened; nobody types history."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    """One row per send, with its counts; the link leads to every reader's row."""

    list_display = ["__str__", "state", "reason", "scheduled_at", "recipients", "in_doubt"]
    list_filter = ["state"]
    exclude = ["html", "text"]
    readonly_fields = ["rows_per_state"]

    @admin.display(description="unknown")
    def in_doubt(self, mailing: Mailing) -> int:
        """How many readers may or may not have got it."""
        return mailing.counts()[Delivery.State.UNKNOWN]

    @admin.display(description="readers per state")
    def rows_per_state(self, mailing: Mailing) -> str:
        """The counts, which add up to the recipients, and the way to the rows."""
        counts = mailing.counts()
        words = ", ".join(f"{rows} {state}" for state, rows in counts.items() if rows)
        address = reverse("admin:subscribers_delivery_changelist")
        return format_html(
            '{} = {} recipients. <a href="{}?mailing__id__exact={}">See every reader</a>',
            words or "0",
            mailing.recipients,
            address,
            mailing.pk,
        )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What became of one reader's mail: state, reason, attempts and the server's own words."""

    list_display = ["email", "state", "reason", "attempts", "reply_code", "reply", "settled_at"]
    list_filter = ["state", "mailing"]
    list_select_related = ["mailing"]
    search_fields = ["email"]
    show_full_result_count = False
    actions = ["were_accepted", "were_not_accepted"]

    @admin.action(description="In doubt: they were accepted", permissions=["send"])
    def were_accepted(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        """Settle rows in doubt as sent."""
        self._resolve(request, rows, was_accepted=True)

    @admin.action(description="In doubt: they were NOT accepted, send again", permissions=["send"])
    def were_not_accepted(self, request: HttpRequest, rows: QuerySet[Delivery]) -> None:
        """Queue rows in doubt again."""
        self._resolve(request, rows, was_accepted=False)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Who may send may also decide what was sent."""
        return bool(request.user.has_perm("issues.send_issue"))

    def _resolve(
        self, request: HttpRequest, rows: QuerySet[Delivery], *, was_accepted: bool
    ) -> None:
        count = 0
        for mailing in Mailing.objects.filter(pk__in=rows.values("mailing")):
            count += mailings.resolve_unknown(
                mailing=mailing,
                delivery_ids=list(rows.filter(mailing=mailing).values_list("pk", flat=True)),
                was_accepted=was_accepted,
                by=str(request.user),
                at=timezone.now(),
            )
        words = "settled as accepted" if was_accepted else "settled as not accepted"
        self.message_user(request, f"{count} in doubt are {words}; others are as they were.")


class SubscriptionInline(admin.TabularInline):
    """A reader's subscriptions, with the proof of their consent."""

    model = Subscription
    extra = 0
    can_delete = False
    readonly_fields = ["publication", "confirmed_at", "consent_source"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Subscriber)
class SubscriberAdmin(admin.ModelAdmin):
    """Readers. They are added by confirming or by a list with consent, never by hand."""

    list_display = ["email", "wants_text", "created_at"]
    list_filter = ["subscriptions__publication", "wants_text"]
    search_fields = ["email"]
    readonly_fields = ["email", "created_at"]
    inlines = [SubscriptionInline]
    actions = ["erase", "download"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Erase these people and all their data", permissions=["change"])
    def erase(self, request: HttpRequest, readers: QuerySet[Subscriber]) -> None:
        """At their request by letter or phone; by mail they do it themselves."""
        count = 0
        for reader in readers:
            people.erase(subscriber=reader, at=timezone.now())
            count += 1
        self.message_user(
            request, f"{count} erased. Their addresses stay barred.", messages.SUCCESS
        )

    @admin.action(description="Download as CSV", permissions=["view"])
    def download(self, request: HttpRequest, readers: QuerySet[Subscriber]) -> HttpResponse:
        """The list as ``import_subscribers`` reads it."""
        rows = Subscription.objects.filter(subscriber__in=readers)
        lines = lists.write(rows.select_related("subscriber", "publication").iterator())
        headers = {"Content-Disposition": 'attachment; filename="subscribers.csv"'}
        return StreamingHttpResponse(lines, content_type="text/csv", headers=headers)  # type: ignore[return-value]


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    """Addresses never to mail. Deleting a row lets the address be mailed again."""

    list_display = ["email_sha256", "reason", "source", "created_at"]
    list_filter = ["reason"]
    search_fields = ["email_sha256"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Bounce)
class BounceAdmin(ReadOnlyAdmin):
    """What came back."""

    list_display = ["delivery", "kind", "status", "detail", "reported_at"]
    list_filter = ["kind"]
    list_select_related = ["delivery"]
