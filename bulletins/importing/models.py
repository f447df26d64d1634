"""What was imported, and what was doubted then."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate


class ImportedDocumentQuerySet(models.QuerySet["ImportedDocument"]):
    """Which documents?"""

    def waiting(self) -> ImportedDocumentQuerySet:
        """Those nobody has compared and accepted yet."""
        return self.filter(accepted_at__isnull=True)


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
    imported_at = models.DateTimeField()
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

    @property
    def next_doubt(self) -> int | None:
        """The number of the first doubt nobody has settled."""
        return next((n for n in range(len(self.doubts)) if n not in self.settled), None)


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """Which old addresses?"""

    def at(self, path: str) -> OldAddress | None:
        """The one of this path, with what stands there now."""
        return self.select_related("issue", "daily").filter(path=path_of(path)).first()


class OldAddress(models.Model):
    """Where an imported issue or daily stood before: whoever kept the link still arrives."""

    path = models.CharField(max_length=500, unique=True, help_text="Without the host.")
    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    daily = models.ForeignKey(
        DailyUpdate, null=True, blank=True, on_delete=models.CASCADE, related_name="old_addresses"
    )

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "old addresses"
        constraints = [
            models.CheckConstraint(
                name="old_address_leads_somewhere",
                condition=Q(issue__isnull=True, daily__isnull=False)
                | Q(issue__isnull=False, daily__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def target(self) -> str | None:
        """The public path of what it leads to; ``None`` while that is not published."""
        if self.issue:
            return f"/issues/{self.issue.slug}/" if self.issue.is_published else None
        if self.daily and self.daily.is_published:
            return f"/daily/{self.daily.slug}/"
        return None


def path_of(address: str) -> str:
    """The path of an address as it is looked up: no host, no query, one slash at either end."""
    try:
        path = unquote(urlsplit(address).path).strip("/")
    except ValueError:
        return ""
    return f"/{path}/"[:500] if path else ""
