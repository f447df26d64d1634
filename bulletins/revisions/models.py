"""Every saved version of a thing people write."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


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

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "version"], name="revision_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class Versioned(models.Model):
    """A row with a version number that travels with every edit."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
