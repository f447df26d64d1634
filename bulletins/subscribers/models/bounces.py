"""What came back: bounces, complaints and what a mail service tells about our messages."""

from __future__ import annotations

from django.db import models

from bulletins.subscribers.models.mailings import Delivery


class Bounce(models.Model):
    """One report that a mail could not be delivered, or was not wanted. Each is counted once."""

    class Kind(models.TextChoices):
        HARD = "hard", "does not exist"
        SOFT = "soft", "could not be delivered now"
        COMPLAINT = "complaint", "marked as spam"

    delivery = models.ForeignKey(
        Delivery, null=True, on_delete=models.SET_NULL, related_name="bounces"
    )
    email_sha256 = models.CharField("address hash", max_length=64, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=12, blank=True, help_text="As in RFC 3463: 5.1.1.")
    detail = models.CharField(max_length=240, blank=True, help_text="The other server's words.")
    # Mail services deliver twice, mailboxes are read twice.
    event_id = models.CharField(max_length=120, unique=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-reported_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.status}".strip()
