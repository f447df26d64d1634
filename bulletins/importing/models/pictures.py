"""Pictures of past documents, and whether they are in the draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models

from bulletins.importing.document import name_of


class ImportedPictureQuerySet(models.QuerySet["ImportedPicture"]):
    """Which pictures?"""

    def waiting(self) -> ImportedPictureQuerySet:
        """Those a worker may bring in."""
        return self.filter(state=ImportedPicture.State.WAITING)

    def left_alone(self, *, since: datetime) -> ImportedPictureQuerySet:
        """Those whose worker died over them."""
        return self.filter(state=ImportedPicture.State.COMING, claimed_at__lt=since)


class ImportedPicture(models.Model):
    """A picture of a source document, and whether it is in the draft.

    One that came along with the document is brought in by itself. One on the web waits until
    somebody asks for it.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "on the web, not asked for"
        WAITING = "waiting", "on its way"
        COMING = "coming", "being brought in"
        HERE = "here", "in the draft"
        FAILED = "failed", "could not be brought in"

    document = models.ForeignKey(
        "ImportedDocument", on_delete=models.CASCADE, related_name="pictures"
    )
    place = models.CharField(max_length=60, help_text="Where it stands in the document.")
    body_place = models.CharField(
        max_length=60, blank=True, help_text="Where the text begins that it stands in."
    )
    words = models.TextField(
        blank=True, help_text="What stands for it in the draft until it is there, as HTML."
    )
    description = models.CharField(
        max_length=500, blank=True, help_text="For readers who do not see it."
    )
    caption = models.TextField(max_length=2000, blank=True, help_text="As it stands below it.")
    credit = models.CharField(
        max_length=200, blank=True, help_text="Who made it, where the caption does not say so."
    )
    address = models.CharField(max_length=1000, blank=True, help_text="Where it lies on the web.")
    file = models.FileField(upload_to="imported", blank=True, editable=False)
    figure = models.CharField(max_length=200, blank=True, help_text="Where it is shown from here.")
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    error = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ImportedPictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.description or self.caption or self.name

    @property
    def is_moving(self) -> bool:
        """A worker has it, or will have it within a minute."""
        return self.state in {self.State.WAITING, self.State.COMING}

    @property
    def can_be_asked_for(self) -> bool:
        """It is not in the draft, and nobody is bringing it."""
        return self.state in {self.State.OFFERED, self.State.FAILED}

    @property
    def name(self) -> str:
        """What its file is called."""
        return name_of(self.address or self.file.name or "") or "a picture"

    @property
    def host(self) -> str:
        """The server it would be fetched from."""
        return urlsplit(self.address).hostname or ""


@dataclass(frozen=True, slots=True)
class FoundPictures:
    """The pictures of a document, for the page beside it."""

    all: list[ImportedPicture]

    @property
    def is_moving(self) -> bool:
        """A worker is at one of them."""
        return any(picture.is_moving for picture in self.all)

    @property
    def out(self) -> int:
        """How many could be asked for."""
        return sum(picture.can_be_asked_for for picture in self.all)
