"""What preflight remembers: its last reading of an issue, and what people decided about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletins.issues.models import Issue
from bulletins.preflight.findings import Finding, Severity
from bulletins.publications.models import Publication


class Report(models.Model):
    """The last reading of an issue. It can be thrown away: the next reading makes it again."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="preflight")
    stamp = models.CharField(max_length=200, help_text="Versions of the rows that were read.")
    findings = models.JSONField(default=list)
    parts = models.JSONField(default=dict, help_text="By check and text, for the next reading.")
    computed = models.PositiveIntegerField(default=0, help_text="Pieces read anew.")
    reused = models.PositiveIntegerField(default=0, help_text="Pieces that had not changed.")
    checked_at = models.DateTimeField()
    drawn_stamp = models.CharField(
        max_length=200, blank=True, help_text="Versions of the rows that were last drawn."
    )
    complaints = models.JSONField(
        default=list, help_text="What the checker for accessibility said about that drawing."
    )

    def __str__(self) -> str:
        return f"{self.issue}: {len(self.findings)} findings"

    def all_findings(self) -> list[Finding]:
        """Everything noticed, the dismissed ones too."""
        return [Finding(**stored) for stored in self.findings]


class Dismissal(models.Model):
    """Somebody looked at a finding and decided that the text is right as it is.

    It holds for this finding about this text; when either changes, the finding is back.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="dismissals")
    fingerprint = models.CharField(max_length=64)
    check_id = models.CharField(max_length=40)
    where = models.CharField(max_length=400)
    message = models.TextField()
    reason = models.CharField(max_length=300)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    dismissed_at = models.DateTimeField()

    class Meta:
        ordering = ["-dismissed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "fingerprint"], name="dismissal_once"),
            models.CheckConstraint(name="dismissal_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.reason}"


class Override(models.Model):
    """A publisher let an issue go in spite of what must be fixed, and said why. Never deleted.

    It covers exactly the findings that were there: a new one holds the issue again.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="overrides")
    findings = models.JSONField(help_text="As they were read.")
    reason = models.CharField(max_length=300)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    overridden_at = models.DateTimeField()

    class Meta:
        ordering = ["-overridden_at", "-pk"]
        constraints = [models.CheckConstraint(name="override_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return self.reason

    @property
    def fingerprints(self) -> set[str]:
        """Of the findings it covers."""
        return {finding["fingerprint"] for finding in self.findings}


class Tuning(models.Model):
    """How a publication wants one check."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="tunings")
    check_id = models.CharField("check", max_length=40)
    is_on = models.BooleanField("on", default=True)
    severity = models.CharField(
        max_length=12,
        blank=True,
        choices=[(str(severity), str(severity)) for severity in Severity],
        help_text="Empty: as the check has it.",
    )
    words = models.TextField(
        blank=True, help_text="Words the check lets pass, apart by spaces or lines."
    )
    limit = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: its own limit.")

    class Meta:
        ordering = ["check_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "check_id"],
                name="tuning_once",
                violation_error_message="This publication has tuned this check already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication}: {self.check_id}"


class CheckedLink(models.Model):
    """What a worker last found behind an address."""

    url = models.URLField(max_length=1000, unique=True)
    is_dead = models.BooleanField(default=False)
    answer = models.CharField(max_length=120, help_text="“404 Not Found”, “no such host” …")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.url}: {self.answer}"
