"""One send, and one row for each of its recipients. The rows are the truth about what was sent."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower

from bulletins.issues.models import Edition, Issue
from bulletins.subscribers.models.people import Subscriber, Subscription
from bulletins.tracker.models import DailyEdition, DailyUpdate


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Which mailings?"""

    def due(self, *, at: datetime) -> MailingQuerySet:
        """Scheduled ones whose time has come."""
        return self.filter(state=Mailing.State.SCHEDULED, scheduled_at__lte=at)

    def running(self) -> MailingQuerySet:
        """Those being delivered now."""
        return self.filter(state=Mailing.State.RUNNING)

    def standing(self) -> MailingQuerySet:
        """All but the canceled ones."""
        return self.exclude(state=Mailing.State.CANCELED)


class Mailing(models.Model):
    """One send of one edition, of an issue or a daily, at most once to each of its subscribers.

    What is sent is frozen here when it starts; a later correction changes nothing in it. It may be
    followed by a mailing of its own, to those who got the earlier text.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled"
        HELD = "held", "held, waits for a person"
        RUNNING = "running"
        PAUSED = "paused"
        CANCELED = "canceled"
        FINISHED = "finished"

    # One of the two publications' posts, and its edition.
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    daily = models.ForeignKey(
        DailyUpdate, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    daily_edition = models.ForeignKey(
        DailyEdition, null=True, blank=True, on_delete=models.PROTECT, related_name="mailings"
    )
    is_correction = models.BooleanField(
        default=False, help_text="It goes only to those who got an earlier edition by mail."
    )
    state = models.CharField(max_length=10, choices=State, default=State.SCHEDULED)
    reason = models.CharField(
        max_length=500, blank=True, help_text="Why it is held, paused or not moving."
    )
    scheduled_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(
        null=True, blank=True, help_text="The mail server asked us to slow down until then."
    )
    faults = models.PositiveIntegerField(
        default=0, help_text="Failures of the mail server in a row, not of readers' addresses."
    )
    per_second = models.PositiveIntegerField(
        "messages per second", null=True, blank=True, help_text="Empty: as the server settings say."
    )

    recipients = models.PositiveIntegerField(default=0, help_text="Length of the frozen list.")
    subject = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    reply_to = models.EmailField(blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html_sha256 = models.CharField(max_length=64, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-scheduled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=~Q(state="canceled") & Q(is_correction=False),
                name="mailing_issue_once",
                violation_error_message="This issue already has a mailing.",
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=~Q(state="canceled") & Q(is_correction=True),
                name="mailing_correction_once",
                violation_error_message="This correction is mailed already.",
            ),
            models.UniqueConstraint(
                fields=["daily"],
                condition=~Q(state="canceled"),
                name="mailing_daily_once",
                violation_error_message="This daily already has a mailing.",
            ),
            models.CheckConstraint(
                condition=Q(issue__isnull=False, edition__isnull=False, daily__isnull=True)
                | Q(daily__isnull=False, daily_edition__isnull=False, issue__isnull=True),
                name="mailing_sends_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["scheduled", "held", "canceled"])
                | Q(started_at__isnull=False),
                name="mailing_started_before_it_ran",
            ),
        ]

    def __str__(self) -> str:
        return f"Mailing {self.pk} of {self.edition or self.daily_edition}"

    @property
    def post(self) -> Issue | DailyUpdate:
        """The issue or the daily it sends."""
        post = self.issue or self.daily
        if post is None:
            raise ValueError("A mailing sends an issue or a daily.")
        return post

    @property
    def is_under_way(self) -> bool:
        """It was started and has not come to its end."""
        return self.state in {self.State.RUNNING, self.State.PAUSED}

    def counts(self) -> dict[str, int]:
        """Deliveries per state, every state named. Always adds up to ``recipients``."""
        found = self.deliveries.order_by().values("state").annotate(rows=Count("pk"))
        rows = {row["state"]: row["rows"] for row in found}
        return {state: rows.get(state, 0) for state in Delivery.State.values}


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Which deliveries?"""

    def unsettled(self) -> DeliveryQuerySet:
        """Those whose outcome is still to come."""
        return self.filter(
            state__in=[Delivery.State.QUEUED, Delivery.State.CLAIMED, Delivery.State.SENDING]
        )

    def in_doubt(self) -> DeliveryQuerySet:
        """Those the mail server may or may not have taken."""
        return self.filter(state=Delivery.State.UNKNOWN)


class Delivery(models.Model):
    """One mailing to one subscriber. States and moves: docs/sending.md."""

    class State(models.TextChoices):
        QUEUED = "queued"
        CLAIMED = "claimed"
        SENDING = "sending", "handed over"
        SENT = "sent", "accepted"
        FAILED = "failed"
        SKIPPED = "skipped"
        UNKNOWN = "unknown"

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    email = models.EmailField("address", help_text="As it was when the mailing started.")
    wants_text = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    reply_code = models.PositiveSmallIntegerField(default=0, db_default=0)
    reply = models.CharField(
        "server's answer", max_length=240, blank=True, default="", db_default=""
    )
    token = models.BigIntegerField(null=True, help_text="Whose claim it is.")
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(help_text="Not to be tried before.")
    settled_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "subscriber"], name="delivery_subscriber_once"
            ),
            models.UniqueConstraint("mailing", Lower("email"), name="delivery_address_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "sending"])
                | Q(token__isnull=False, lease_until__isnull=False),
                name="delivery_in_hand_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mailing", "id"], name="delivery_queued", condition=Q(state="queued")
            ),
            models.Index(
                fields=["lease_until"],
                name="delivery_in_hand",
                condition=Q(state__in=["claimed", "sending"]),
            ),
            models.Index(fields=["mailing", "state"], name="delivery_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.state}"


class Pace(models.Model):
    """How much of a rate limit is used up: one row per limit, shared by all workers."""

    name = models.CharField(max_length=40, unique=True)
    used_up_to = models.DateTimeField(
        help_text="Every message takes its share of time; this is where their sum stands."
    )

    def __str__(self) -> str:
        return self.name
