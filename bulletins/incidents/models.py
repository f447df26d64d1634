"""The casualty record."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from bulletins.revisions.models import Versioned


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Which incidents?"""

    def in_period(self, start: date, end: date) -> IncidentQuerySet:
        """Events of these days, both ends included."""
        return self.filter(event_date__gte=start, event_date__lte=end)

    def newest_first(self) -> IncidentQuerySet:
        """The order of the table: newest day first, within a day as entered."""
        return self.order_by(F("event_date").desc(nulls_last=True), "pk")


class Incident(Versioned):
    """One event in the casualty record.

    Deaths and injuries are low–high. An empty figure means unknown, zero means none.
    """

    event_date = models.DateField(null=True, blank=True)
    location = models.CharField(max_length=240, blank=True, help_text="As written in the report.")
    deaths_low = models.PositiveIntegerField(null=True, blank=True)
    deaths_high = models.PositiveIntegerField(null=True, blank=True)
    injuries_low = models.PositiveIntegerField(null=True, blank=True)
    injuries_high = models.PositiveIntegerField(null=True, blank=True)

    latitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    precision_km = models.FloatField(
        null=True, blank=True, help_text="The true place lies within this many km of the point."
    )
    method = models.CharField(max_length=24, blank=True, help_text="How the point was found.")
    governorate = models.CharField(max_length=40, blank=True)
    notes = models.TextField(blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = [F("event_date").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="incident_deaths_low_to_high",
                condition=Q(deaths_low__isnull=True)
                | Q(deaths_high__isnull=True)
                | Q(deaths_low__lte=F("deaths_high")),
                violation_error_message="The lower number of deaths is above the higher one.",
            ),
            models.CheckConstraint(
                name="incident_injuries_low_to_high",
                condition=Q(injuries_low__isnull=True)
                | Q(injuries_high__isnull=True)
                | Q(injuries_low__lte=F("injuries_high")),
                violation_error_message="The lower number of injuries is above the higher one.",
            ),
            models.CheckConstraint(
                name="incident_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message="A point needs both a latitude and a longitude.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_date or 'undated'}: {self.location or 'place not stated'}"
