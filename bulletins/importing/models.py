"""What was imported, and what was doubted then."""

from __future__ import annotations

from django.db import models

from bulletins.issues.models import Issue


class ImportedDocument(models.Model):
    """One source document and the issue it became.

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
    imported_at = models.DateTimeField()
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="documents")

    class Meta:
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.name
