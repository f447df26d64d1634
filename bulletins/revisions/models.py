"""Every saved version of a thing people write, and the bin."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

BIN_KEEPS = timedelta(days=30)


class Versioned(models.Model):
    """A row with a version number that travels with every edit."""

    version = models.PositiveIntegerField(default=1, editable=False)

    # What people write in it: kept, compared and restored. Each is a field, or the name of rows
    # that belong to it as a whole and are written along with it, such as an entry's sources.
    written: ClassVar[tuple[str, ...]] = ()
    # Rows with a history of their own that go into the bin with it and come back with it.
    taken_along: ClassVar[tuple[str, ...]] = ()

    # Fields that make sense only together: who writes one of them writes them all.
    together: ClassVar[tuple[tuple[str, ...], ...]] = ()

    class Meta:
        abstract = True


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Which versions?"""

    def of(self, subject: models.Model) -> RevisionQuerySet:
        """The saved versions of one row, oldest first."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(content_type=kind, object_id=subject.pk).order_by("version")


class Revision(models.Model):
    """One saved version: who wrote what, when. Rows are added, never changed."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    version = models.PositiveIntegerField(help_text="1 is the first saved version.")
    fields = models.JSONField(help_text="Field name → value after this save.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField()
    origin = models.CharField(
        max_length=20, blank=True, help_text="Where it came from: desk, import, restore …"
    )
    sitting = models.CharField(
        max_length=36, blank=True, help_text="The open page that saved it; one page, one sitting."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "version"], name="revision_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class BinnedQuerySet(models.QuerySet["Binned"]):
    """Which thrown-away things?"""

    def whole(self) -> BinnedQuerySet:
        """Those thrown away by themselves; their parts come back with them."""
        return self.filter(whole=None)

    def outdated(self, *, at: datetime) -> BinnedQuerySet:
        """Those nobody has asked back in ``BIN_KEEPS``."""
        return self.filter(binned_at__lt=at - BIN_KEEPS)


class Binned(models.Model):
    """Something thrown away, whole, so that it can be taken back for 30 days.

    The row itself is gone: no list, count or page has to remember to leave it out.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    label = models.CharField(max_length=300, help_text="How people will know it again.")
    fields = models.JSONField(help_text="As in a version, with the ids of what it was linked to.")
    whole = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.CASCADE,
        related_name="parts",
        help_text="What it was thrown away with, as a paragraph with its daily.",
    )
    binned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    binned_at = models.DateTimeField()

    objects = BinnedQuerySet.as_manager()

    class Meta:
        ordering = ["-binned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="binned_once")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def kept_until(self) -> datetime:
        """When the bin lets go of it."""
        return self.binned_at + BIN_KEEPS
