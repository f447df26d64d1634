"""How other mail servers see ours."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from bulletins.publications.models import Publication


class DeliverabilityCheckQuerySet(models.QuerySet["DeliverabilityCheck"]):
    """Which checks?"""

    def unfinished(self) -> DeliverabilityCheckQuerySet:
        """Those a worker still has something to do for."""
        return self.filter(Q(looked_at=None) | Q(mailed_at=None) | ~Q(source=""))


class DeliverabilityCheck(models.Model):
    """One look at our names in the DNS, and a test mail: as it left us, and as it arrived."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="deliverability_checks"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    names = models.JSONField(default=list, help_text="What the DNS says, as verdicts.")
    mail_to = models.EmailField()
    mailed_at = models.DateTimeField(null=True)
    answer = models.CharField(
        max_length=300, blank=True, help_text="What our mail server said to the test mail."
    )
    source = models.TextField(
        blank=True, help_text="The test mail as it arrived; forgotten once it is read."
    )
    read_at = models.DateTimeField(null=True)
    arrival = models.JSONField(default=list, help_text="What the mail that arrived says.")

    objects = DeliverabilityCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.domain}, {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def domain(self) -> str:
        """The domain readers see as the sender's."""
        return self.publication.sender_email.rpartition("@")[2]

    @property
    def is_unfinished(self) -> bool:
        """A worker still has something to do for it."""
        return self.looked_at is None or self.mailed_at is None or bool(self.source)

    def is_waiting(self, *, at: datetime) -> bool:
        """Unfinished, and not for so long that something must be wrong."""
        return self.is_unfinished and (at - self.requested_at).total_seconds() < 600
