"""Places of Iraq and all their names."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Max, Sum

from bulletins.revisions.models import Versioned


class PlaceQuerySet(models.QuerySet["Place"]):
    """Which places?"""

    def with_aliases(self) -> PlaceQuerySet:
        """Load all their names, in two queries however many there are."""
        return self.prefetch_related("aliases")

    def state(self) -> tuple[Any, ...]:
        """Changes whenever a place or one of its names does: each such change raises a version."""
        facts = self.aggregate(Count("pk"), Max("updated_at"), Sum("version"))
        return tuple(facts.values())


class Place(Versioned):
    """A point with a name, and how exact the point is."""

    written: ClassVar[tuple[str, ...]] = (
        "name", "arabic", "kind", "governorate", "latitude", "longitude", "precision_km", "aliases",
    )  # fmt: skip

    class Kind(models.TextChoices):
        TOWN = "town"
        VILLAGE = "village"
        NEIGHBORHOOD = "neighborhood"
        DISTRICT = "district"
        GOVERNORATE = "governorate"
        REGION = "region"
        LAKE = "lake"
        CROSSING = "crossing", "border crossing or bridge"
        BASE = "base", "military base"
        CAMP = "camp"
        SITE = "site", "dam, field, airport or other site"

    name = models.CharField(max_length=120, help_text="The house form.")
    arabic = models.CharField("Arabic name", max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TOWN)
    governorate = models.CharField(
        max_length=40,
        blank=True,
        help_text="Empty for a region that several share. Never read off the map: its borders err.",
    )
    latitude = models.FloatField(validators=[MinValueValidator(28.5), MaxValueValidator(38)])
    longitude = models.FloatField(validators=[MinValueValidator(38), MaxValueValidator(49.5)])
    precision_km = models.FloatField(
        default=3, help_text="The true place lies within this many km of the point."
    )
    population = models.PositiveIntegerField(default=0, help_text="0: not known.")
    source = models.CharField(max_length=80, help_text="Where the point comes from.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "governorate"],
                name="place_once",
                violation_error_message="This place is in the gazetteer already.",
            )
        ]

    def __str__(self) -> str:
        where = f", {self.governorate}" if self.governorate not in ("", self.name) else ""
        return f"{self.name} ({self.get_kind_display()}{where})"


class PlaceAlias(models.Model):
    """Another name or spelling of a place."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=120)
    source = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "place aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["place", "text"],
                name="place_alias_once",
                violation_error_message="This place has that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.text
