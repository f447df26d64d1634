"""What the weekly and the daily have in common once they are published: editions, renditions."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db import models

Content = dict[str, Any]
Row = TypeVar("Row", bound="FrozenRendition")


def fingerprint(content: Content) -> str:
    """SHA-256, in hexadecimal, of the content as canonical JSON (sorted keys, no spaces, UTF-8).

    The explanations of terms are left out: a better one in the guide is no change of the text,
    and must not void an approval an hour before the issue is due.
    """
    text = {name: value for name, value in content.items() if name != "terms"}
    canonical = json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).hexdigest()


class FrozenEdition(models.Model):
    """A frozen, numbered publication: 1 as first published, 2 after a correction."""

    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="All that readers see (docs/architecture.md).")
    sha256 = models.CharField(max_length=64, help_text="Of the content as canonical JSON.")
    published_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["number"]
        get_latest_by = "number"


class RenditionStatus(models.TextChoices):
    """Where a rendition is on its way from asked for to on disk."""

    WAITING = "waiting"
    RENDERING = "rendering"
    DONE = "done"
    FAILED = "failed"


class RenditionQuerySet(models.QuerySet[Row]):
    """Which renditions?"""

    def waiting(self) -> RenditionQuerySet[Row]:
        """Those a worker may take."""
        return self.filter(status=RenditionStatus.WAITING)

    def stranded(self, *, before: datetime) -> RenditionQuerySet[Row]:
        """Those a worker took before this time and never settled: it died."""
        return self.filter(status=RenditionStatus.RENDERING, started_at__lt=before)


class FrozenRendition(models.Model):
    """One frozen form of an edition, made once and never re-rendered silently."""

    Status = RenditionStatus

    status = models.CharField(
        max_length=10, choices=RenditionStatus, default=RenditionStatus.WAITING
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(upload_to="renditions", blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    @property
    def is_done(self) -> bool:
        """It is on disk, with its checksum."""
        return self.status == RenditionStatus.DONE

    @property
    def is_failed(self) -> bool:
        """It waits for a person to look at its error."""
        return self.status == RenditionStatus.FAILED
