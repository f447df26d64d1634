"""What editors leave at the desk besides the text: who is here, remarks, tasks, pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

# A page says every 20 seconds that it is open; after three missed calls its reader has left.
HERE_FOR = timedelta(seconds=60)


Row = TypeVar("Row", bound=models.Model)


class AboutQuerySet(models.QuerySet[Row]):
    """Rows that hang on a thing people write."""

    def about(self, subject: models.Model) -> Self:
        """Those of one row."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(content_type=kind, object_id=subject.pk)

    def about_all(self, model: type[models.Model], ids: list[int]) -> Self:
        """Those of many rows of one model."""
        kind = ContentType.objects.get_for_model(model)
        return self.filter(content_type=kind, object_id__in=ids)


class About(models.Model):
    """Something that hangs on an entry, a takeaway or an issue."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")

    class Meta:
        abstract = True


class PresenceQuerySet(AboutQuerySet["Presence"]):
    """Who is where?"""

    def here(self, *, at: datetime) -> Self:
        """Those whose page spoke up a moment ago."""
        return self.filter(seen_at__gte=at - HERE_FOR)


class Presence(About):
    """Somebody has this open. It locks nothing."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences"
    )
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "content_type", "object_id"], name="presence_once"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id", "seen_at"])]

    def __str__(self) -> str:
        return f"{self.person}, {self.seen_at:%H:%M}"


class AssignmentQuerySet(AboutQuerySet["Assignment"]):
    """Who takes care of what?"""


class Assignment(About):
    """Who takes care of an entry or a takeaway."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="assigned_once")
        ]

    def __str__(self) -> str:
        return str(self.person)


class RemarkQuerySet(AboutQuerySet["Remark"]):
    """Which remarks?"""

    def unresolved(self) -> Self:
        """Those still waiting for somebody."""
        return self.filter(resolved_at=None)


class Remark(About):
    """What one editor says to another about a text, or about a passage of it."""

    quote = models.CharField(max_length=500, blank=True, help_text="The passage it is pinned to.")
    text = models.TextField(max_length=5000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="remarks"
    )
    made_at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_says_something",
                condition=~Q(text=""),
                violation_error_message="Write what you want to say.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """A remark names somebody, who is told by mail once."""

    remark = models.ForeignKey(Remark, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions"
    )
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["remark", "person"], name="mentioned_once")]

    def __str__(self) -> str:
        return f"@{self.person}"


class Figure(models.Model):
    """A picture in a text: re-encoded, without metadata, under a name nobody can guess."""

    file = models.FileField(upload_to="figures", editable=False)
    name = models.CharField(max_length=120, help_text="As the file was called.")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name


class PreviewQuerySet(models.QuerySet["Preview"]):
    """Which previews?"""

    def waiting(self) -> PreviewQuerySet:
        """Those a worker may take."""
        return self.filter(status=Preview.Status.WAITING)


class Preview(models.Model):
    """One form of a draft, drawn by the worker. It holds the text it shows, and its hash."""

    class Kind(models.TextChoices):
        WEB = "web", "web page"
        EMAIL = "email", "email"
        PDF = "pdf", "PDF"
        PROOF = "proof", "proof sheet"

    class Status(models.TextChoices):
        WAITING = "waiting"
        DRAWING = "drawing"
        DONE = "done"
        FAILED = "failed"

    issue = models.ForeignKey("issues.Issue", on_delete=models.CASCADE, related_name="previews")
    kind = models.CharField(max_length=8, choices=Kind)
    sha256 = models.CharField(max_length=64, help_text="Of the content it shows.")
    content = models.JSONField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    error = models.TextField(blank=True)
    file = models.FileField(upload_to="previews", blank=True)
    asked_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True, blank=True)

    objects = PreviewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "kind"], name="preview_kind_once")]

    def __str__(self) -> str:
        return f"{self.issue}, {self.get_kind_display()}"

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will."""
        return self.status in {self.Status.WAITING, self.Status.DRAWING}

    @property
    def is_done(self) -> bool:
        """It can be looked at."""
        return self.status == self.Status.DONE


class TestMail(models.Model):
    """The mail of an issue or a daily as it stands, sent to one colleague to look at."""

    __test__ = False  # The name is an editor's word, not pytest's.

    issue = models.ForeignKey(
        "issues.Issue", null=True, on_delete=models.CASCADE, related_name="test_mails"
    )
    daily = models.ForeignKey(
        "tracker.DailyUpdate", null=True, on_delete=models.CASCADE, related_name="test_mails"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="test_mails"
    )
    content = models.JSONField()
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="test_mail_of_one_thing",
                condition=models.Q(issue__isnull=True) ^ models.Q(daily__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Test mail of {self.issue or self.daily} to {self.person}"

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will."""
        return not (self.sent_at or self.error)
