"""Where imported issues and dailies stood before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from django.db import models
from django.db.models import Q

from bulletins.issues.models import Issue
from bulletins.tracker.models import DailyUpdate


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """Which old addresses?"""

    def at(self, paths: Sequence[str]) -> OldAddress | None:
        """Of these the first that leads to something readers may see."""
        rows = self.select_related("issue", "daily").filter(path__in=paths)
        found = {old.path: old for old in rows}
        known = (found[path] for path in paths if path in found)
        return next((old for old in known if old.target), None)

    def numbered(self, number: str) -> OldAddress | None:
        """The one of the post with this number in WordPress."""
        return self.filter(path=by_number(number)).first()


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
    """The path of an address as it is looked up: no host, no query, one slash at either end.

    Of a post without a permalink, which has nothing but its number, that is kept.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if path := unquote(parts.path).strip("/"):
        return f"/{path}/"[:500]
    numbers = re.findall(r"(?:^|&)(?:p|page_id|attachment_id)=([0-9]+)", parts.query)
    return by_number(numbers[0]) if numbers else ""


def by_number(number: str) -> str:
    """The address of a post by its number in WordPress, beside its permalink; empty without one."""
    return f"?p={number}"[:500] if number else ""
