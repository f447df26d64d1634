"""What readers reply to a daily, and what moderators decide."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bulletins.tracker.models.posts import DailyUpdate, TrackerItem


class CommentQuerySet(models.QuerySet["Comment"]):
    """Which comments?"""

    def approved(self) -> CommentQuerySet:
        """Those readers can see."""
        return self.filter(status=Comment.Status.APPROVED)

    def pending(self) -> CommentQuerySet:
        """Those a moderator has not decided on."""
        return self.filter(status=Comment.Status.PENDING)

    def since(self, moment: datetime) -> CommentQuerySet:
        """Those that came in after this moment."""
        return self.filter(created_at__gt=moment)


class Comment(models.Model):
    """A reader's reply: plain text, shown once a moderator approves it."""

    class Status(models.TextChoices):
        PENDING = "pending"
        APPROVED = "approved"
        REJECTED = "rejected"
        SPAM = "spam"

    update = models.ForeignKey(DailyUpdate, on_delete=models.CASCADE, related_name="comments")
    # Two levels: a reply to a reply stands beside it.
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True, help_text="Never shown.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="comments",
    )
    text = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="A moderator's edit, marked on the page."
    )
    revised_at = models.DateTimeField(
        null=True, editable=False, help_text="When its writer last changed it."
    )
    network = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Keyed hash of the sender's network."
    )
    wants_replies = models.BooleanField(default=False)
    # A form sent twice, by a double click or a replay, is one comment.
    form_token = models.CharField(max_length=32, null=True, unique=True, editable=False)
    answered_at = models.DateTimeField(
        null=True, editable=False, help_text="When the one it replies to was told."
    )
    original_id = models.CharField(
        max_length=40, blank=True, editable=False, help_text="Its number in an imported archive."
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        permissions = [("moderate_comment", "Can decide on comments")]
        indexes = [
            models.Index(fields=["update", "status", "created_at"], name="comment_thread"),
            models.Index(fields=["status", "created_at"], name="comment_queue"),
            models.Index(fields=["network", "created_at"], name="comment_network"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "original_id"],
                name="comment_imported_once",
                condition=~Q(original_id=""),
            ),
            models.CheckConstraint(
                name="comment_is_no_reply_to_itself",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.created_at:%Y-%m-%d}"

    @property
    def is_approved(self) -> bool:
        """Readers can see it."""
        return self.status == self.Status.APPROVED

    @property
    def edits(self) -> int:
        """How often its words were changed; load its decisions first where there are many."""
        changes = {Decision.Act.EDIT, Decision.Act.REVISE}
        return sum(decision.act in changes for decision in self.decisions.all())


class Decision(models.Model):
    """One act of a moderator. Rows are added, never changed."""

    class Act(models.TextChoices):
        APPROVE = "approve"
        REJECT = "reject"
        SPAM = "spam"
        EDIT = "edit"
        REVISE = "revise", "changed by its writer"
        BAN = "ban"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="decisions")
    act = models.CharField(max_length=8, choices=Act)
    text_before = models.TextField(blank=True, help_text="What an edit replaced.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.act} by {self.by}"


class Ban(models.Model):
    """Somebody whose comments are no longer taken: an address, and the account behind it."""

    email = models.EmailField(unique=True)
    # The account stays banned when it moves to another address.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="comment_bans",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    banned_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email


class NetworkBanQuerySet(models.QuerySet["NetworkBan"]):
    """Which bans of networks?"""

    def standing(self, *, at: datetime) -> NetworkBanQuerySet:
        """Those that hold now."""
        return self.filter(until__gt=at)


class NetworkBan(models.Model):
    """For a while no replies without an account are taken from a network."""

    network = models.CharField(max_length=64, unique=True, help_text="Keyed hash of it.")
    until = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    banned_at = models.DateTimeField()

    objects = NetworkBanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"a network, until {self.until:%Y-%m-%d}"


class CommentReport(models.Model):
    """A reader says a comment should not stand; one report a network."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=64, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["reported_at"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "network"], name="report_once_a_network")
        ]

    def __str__(self) -> str:
        return self.reason or "no reason given"


class CorrectionTask(models.Model):
    """A reader pointed at a mistake: somebody checks it, and the task says how it ended."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="task")
    item = models.ForeignKey(
        TrackerItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    note = models.CharField(max_length=300, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["closed_at", "opened_at"]

    def __str__(self) -> str:
        return self.note or f"check what {self.comment.name} wrote"
