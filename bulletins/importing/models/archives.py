"""Runs over whole archives."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletins.importing.models.doubts import DOUBTS


class ArchiveImportQuerySet(models.QuerySet["ArchiveImport"]):
    """Which runs?"""

    def left_alone(self, *, since: datetime) -> ArchiveImportQuerySet:
        """Those that should be under way and that no worker has spoken for lately."""
        is_silent = Q(seen_at__isnull=True) | Q(seen_at__lt=since)
        return self.filter(is_silent, state=ArchiveImport.State.RUNNING)

    def forgotten(self, *, since: datetime) -> ArchiveImportQuerySet:
        """Those that stand still since then, with their files."""
        halted = self.exclude(state=ArchiveImport.State.RUNNING).exclude(file="")
        return halted.filter(imported_at__lt=since)


class ArchiveImport(models.Model):
    """One run over an archive: how far it is, what was in it, what became of it, what was doubted.

    An archive handed in at the desk is read by a worker, a while at a time; the row says where the
    next one goes on.
    """

    class State(models.TextChoices):
        RUNNING = "running", "being read"
        STOPPED = "interrupted", "interrupted"
        BROKEN = "broken", "broken off"
        DONE = "done", "read to the end"

    name = models.CharField(max_length=300, help_text="What the file was called.")
    file = models.FileField(upload_to="archives", blank=True, editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.DONE)
    is_published = models.BooleanField(default=False, help_text="Published as it was read.")
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the file.")
    bytes_read = models.PositiveBigIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0, help_text="Posts that are done with.")
    seconds = models.FloatField(default=0, help_text="Time it has been worked on.")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When its worker last spoke.")
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="Times a worker began without finishing a single post."
    )
    facts = models.JSONField(help_text="Counts, what was refused and why, doubts by kind.")

    objects = ArchiveImportQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """A worker has it, or will have it within a minute."""
        return self.state == self.State.RUNNING

    @property
    def can_go_on(self) -> bool:
        """It stopped half-way and its file is still here."""
        return self.state in {self.State.STOPPED, self.State.BROKEN} and bool(self.file)

    @property
    def doubts(self) -> list[tuple[str, str, int]]:
        """Doubts as (kind, in words, how many), the most frequent first."""
        found = self.facts["doubts"].items()
        counted = ((kind, DOUBTS.get(kind, kind), count) for kind, count in found)
        return sorted(counted, key=lambda each: (-each[2], each[1]))

    @property
    def per_second(self) -> float | None:
        """Posts a second so far; unknown at the very beginning."""
        return self.posts / self.seconds if self.seconds and self.posts else None

    @property
    def time_left(self) -> timedelta | None:
        """By the pace so far, told by bytes: nobody has counted the posts."""
        if not self.bytes_read or not self.seconds:
            return None
        left = max(self.size - self.bytes_read, 0)
        return timedelta(seconds=round(self.seconds * left / self.bytes_read))
