"""People who sign in."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bulletins.accounts.roles import ROLES

_IS_COLLEAGUE = Q(groups__isnull=False) | Q(is_staff=True) | Q(is_superuser=True)


class UserManager(BaseUserManager["User"]):
    """Makes people, each known by an email address."""

    def colleagues(self) -> models.QuerySet[User]:
        """Those of the desk and the back office."""
        return self.filter(_IS_COLLEAGUE).distinct()

    def readers(self) -> models.QuerySet[User]:
        """Those who sign in only to reply."""
        return self.exclude(_IS_COLLEAGUE)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who may sign in; without a password only by invitation or reset."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An operator, who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this address, however it is capitalized."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an email address. Roles are groups."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=120, blank=True, help_text="As colleagues should see it.")
    is_active = models.BooleanField(
        default=True, help_text="Untick instead of deleting, so that history keeps its names."
    )
    is_staff = models.BooleanField(
        "back office", default=False, help_text="May open the administration pages."
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def role(self) -> str:
        """The name of the role, the highest one where there are several; empty for none."""
        names = {group.name for group in self.groups.all()}
        return next((role.name for role in reversed(ROLES) if role.name in names), "")

    def is_colleague(self) -> bool:
        """Belongs to the desk or the back office; everybody else signs in as a reader."""
        return self.is_staff or self.is_superuser or self.groups.exists()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations?"""

    def open(self, *, at: datetime) -> InvitationQuerySet:
        """Those that can still be accepted."""
        return self.filter(accepted_at=None, expires_at__gt=at)

    def for_token(self, token: str) -> InvitationQuerySet:
        """The one the token was made for. Only a hash is stored."""
        return self.filter(token_sha256=hash_of(token))

    def to_the_desk(self) -> InvitationQuerySet:
        """Those a publisher sent; the others are readers' own requests for an account."""
        return self.exclude(role="")


class Invitation(models.Model):
    """The way in: every account begins with its link, which works once, for a week."""

    LIFETIME = timedelta(days=7)

    email = models.EmailField()
    role = models.CharField(max_length=20, blank=True, help_text="Empty: a reader who asked.")
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.email} as {self.role or 'reader'}"


class AccountMail(models.Model):
    """A mail about an account, on its way. Its text holds a key, so it is forgotten once sent."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.subject


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """The log only grows: rows are read and added, never changed and never removed."""

    def update(self, **kwargs: Any) -> int:
        raise AuditLogOnlyGrows("An entry of the audit log cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AuditLogOnlyGrows("An entry of the audit log cannot be removed.")


class AuditLogOnlyGrows(Exception):
    """Somebody tried to rewrite history."""


class AuditEvent(models.Model):
    """Who did what to which, and when."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the clock, or an operator at the command line.",
    )
    action = models.CharField(max_length=40, db_index=True)
    subject = models.CharField(max_length=240)
    detail = models.CharField(max_length=500, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        permissions = [("read_audit_log", "Can read the audit log")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}: {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add a row; a saved one stays as it is."""
        if self.pk is not None:
            raise AuditLogOnlyGrows("An entry of the audit log cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AuditLogOnlyGrows("An entry of the audit log cannot be removed.")


class PolicyReport(models.Model):
    """A kind of report that a page tried what its content security policy forbids."""

    fingerprint = models.CharField(max_length=64, unique=True)
    directive = models.CharField(max_length=60)
    blocked = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=200, help_text="The page it was last seen on.")
    source = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(default=0)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-last_at"]

    def __str__(self) -> str:
        return f"{self.directive}: {self.blocked}"


def hash_of(token: str) -> str:
    """What is stored of a token: enough to know it again, too little to use it."""
    return sha256(token.encode()).hexdigest()
