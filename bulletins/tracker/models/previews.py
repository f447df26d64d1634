"""A daily as readers would get it, drawn for its writer before anything is frozen."""

from __future__ import annotations

from django.db import models

from bulletins.publications.editions import FrozenRendition, RenditionQuerySet
from bulletins.tracker.models.posts import DailyEdition, DailyRendition, DailyUpdate


class DailyPreview(FrozenRendition):
    """One form of a draft, drawn by a worker. It holds the text it shows, and its hash."""

    update = models.ForeignKey(DailyUpdate, on_delete=models.CASCADE, related_name="previews")
    kind = models.CharField(max_length=12, choices=DailyRendition.Kind)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="previews", blank=True)
    asked_at = models.DateTimeField()

    objects = RenditionQuerySet["DailyPreview"].as_manager()

    class Meta(FrozenRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["update", "kind"], name="daily_preview_kind_once")
        ]

    def __str__(self) -> str:
        return f"{self.update}, {self.get_kind_display()}"

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will."""
        return self.status in {self.Status.WAITING, self.Status.RENDERING}

    def as_edition(self) -> DailyEdition:
        """The text as an edition that is never saved. Its number is 0, and it says draft."""
        return DailyEdition(
            update=self.update, number=0, content=self.content, published_at=self.asked_at
        )
