"""Readers, what they chose, and the addresses that must never be mailed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bulletins.publications.models import Publication

HASH_LENGTH = 64  # hexadecimal characters of a SHA-256


def normalized(address: str) -> str:
    """The one way an address is kept and compared: trimmed, in lower case."""
    return address.strip().lower()


def address_hash(address: str) -> str:
    """SHA-256 of the normalized address; what is kept of a person who asked to be forgotten."""
    return sha256(normalized(address).encode()).hexdigest()


class Subscriber(models.Model):
    """A person who confirmed an address, and how they like to read."""

    email = models.EmailField("email address")
    email_sha256 = models.CharField(max_length=HASH_LENGTH, unique=True, editable=False)
    wants_text = models.BooleanField(
        "plain text only", default=False, help_text="Gets no HTML, only the text part."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="subscriber_email_once")]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def of(cls, address: str, *, at: datetime) -> Subscriber:
        """The subscriber with this address, made if there is none yet."""
        subscriber, _ = cls.objects.get_or_create(
            email_sha256=address_hash(address),
            defaults={"email": normalized(address), "created_at": at},
        )
        return subscriber


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Which subscriptions?"""

    def active(self) -> SubscriptionQuerySet:
        """Those of people who want the publication now."""
        return self.filter(unsubscribed_at=None)

    def left(self) -> SubscriptionQuerySet:
        """Those that have ended."""
        return self.filter(unsubscribed_at__isnull=False)

    def mailable(self) -> SubscriptionQuerySet:
        """Active ones whose address is not suppressed."""
        suppressed = Suppression.objects.filter(
            email_sha256=models.OuterRef("subscriber__email_sha256")
        )
        return self.active().exclude(models.Exists(suppressed))


class Subscription(models.Model):
    """One person's choice of one publication, with the proof of their consent.

    It exists only once it is confirmed; until then there is a ``Confirmation``.
    """

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="subscriptions"
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="subscriptions"
    )
    confirmed_at = models.DateTimeField(help_text="When consent was given.")
    consent_source = models.CharField(
        max_length=200, help_text="Where consent was given: the form, or the list it came from."
    )
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    unsubscribe_source = models.CharField(max_length=40, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "publication"], name="subscription_publication_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["publication", "subscriber"],
                name="subscription_active",
                condition=Q(unsubscribed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.publication}"

    @property
    def is_active(self) -> bool:
        """The person wants the publication now."""
        return self.unsubscribed_at is None


class Suppression(models.Model):
    """An address never to mail a bulletin to. Knows only its hash, so it outlives erasure."""

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard bounce", "the mailbox does not exist"
        SOFT_BOUNCES = "soft bounces", "three issues in a row came back"
        COMPLAINT = "complaint", "marked as spam"
        REQUEST = "request", "asked never to be mailed"

    email_sha256 = models.CharField("address hash", max_length=HASH_LENGTH, unique=True)
    reason = models.CharField(max_length=20, choices=Reason)
    source = models.CharField(max_length=240, blank=True, help_text="Who said so, in their words.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email_sha256[:12]}…: {self.reason}"


class Confirmation(models.Model):
    """A request that its owner has to confirm from their mailbox, once, within 48 hours.

    Nothing else is kept of a person before they confirm. The token is stored as a hash only.
    """

    class Purpose(models.TextChoices):
        SUBSCRIBE = "subscribe"
        ALREADY = "already", "already subscribed"
        EXPORT = "export", "copy of all data"
        ERASE = "erase", "erasure"

    email = models.EmailField()
    email_sha256 = models.CharField(max_length=HASH_LENGTH, db_index=True)
    purpose = models.CharField(max_length=10, choices=Purpose)
    publications = models.ManyToManyField(Publication, blank=True)
    wants_text = models.BooleanField(default=False)
    network_sha256 = models.CharField(max_length=HASH_LENGTH, blank=True)
    token_sha256 = models.CharField(max_length=HASH_LENGTH, blank=True)
    requested_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
