"""Source documents, and the issue or daily each became."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from bulletins.importing.models.pictures import FoundPictures
from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate


class ImportedDocumentQuerySet(models.QuerySet["ImportedDocument"]):
    """Which documents?"""

    def waiting(self) -> ImportedDocumentQuerySet:
        """Those nobody has compared and accepted yet."""
        return self.filter(accepted_at__isnull=True)

    def without_doubts(self) -> ImportedDocumentQuerySet:
        """Those that were read without a single doubt."""
        return self.filter(doubts=[])


class ImportedDocument(models.Model):
    """One source document and the issue or daily it became.

    Keeps the words of the source and the fate of each paragraph, so that the reading can be
    compared with it later, and knows the document again when it is imported twice.
    """

    sha256 = models.CharField(max_length=64, unique=True, help_text="Of the source.")
    name = models.CharField(max_length=300, help_text="What the file or post was called.")
    reader = models.CharField(max_length=12)
    address = models.CharField(max_length=500, blank=True, help_text="Where it stood before.")
    written_at = models.DateTimeField(null=True, blank=True, help_text="When it was posted.")
    paragraphs = models.JSONField(help_text="[place, text, fate, as what] of each, in order.")
    doubts = models.JSONField(help_text="[check, where, message] of each.")
    targets = models.JSONField(
        default=dict, help_text="Place of a paragraph → [what it became, its key]."
    )
    settled = models.JSONField(
        default=list, blank=True, help_text="Numbers of the doubts a person has settled, from 0."
    )
    comments = models.JSONField(
        default=list,
        blank=True,
        help_text="[when, name, standing, text] of readers' replies that have no page here.",
    )
    imported_at = models.DateTimeField()
    publish_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Its old date; set while publication waits for its pictures.",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.CASCADE, related_name="documents"
    )
    daily = models.ForeignKey(
        DailyUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="documents"
    )
    archive = models.ForeignKey(
        "ArchiveImport",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="documents",
        help_text="The run that brought it in.",
    )

    objects = ImportedDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_became_one_thing",
                condition=Q(issue__isnull=True, daily__isnull=False)
                | Q(issue__isnull=False, daily__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def open_doubts(self) -> int:
        """How many doubts nobody has settled."""
        return len(self.doubts) - len(self.settled)

    @cached_property
    def found_pictures(self) -> FoundPictures:
        """Its pictures; asked of the database once."""
        return FoundPictures(list(self.pictures.all()))

    @property
    def next_doubt(self) -> int | None:
        """The number of the first doubt nobody has settled."""
        return next((n for n in range(len(self.doubts)) if n not in self.settled), None)
