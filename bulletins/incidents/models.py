"""The casualty record."""

from __future__ import annotations

import secrets
from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bulletins.incidents.figures import Figure, Totals
from bulletins.incidents.sums import SUMS, totals_of
from bulletins.revisions.models import Versioned

# Without letters that are taken for one another when an id is read aloud.
ID_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
FIRST_KIND = "ied"


def new_public_id() -> str:
    """A name for good that tells nothing about how many there are: “i-7hq3m2xv”."""
    return "i-" + "".join(secrets.choice(ID_LETTERS) for _ in range(8))


class Kind(models.Model):
    """What kind of incident: a list that editors extend. IED is the first and the default."""

    slug = models.SlugField(primary_key=True, max_length=24)
    name = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Which incidents, and what do they come to?"""

    def in_period(self, start: date, end: date) -> IncidentQuerySet:
        """Events that began on these days, both ends included."""
        return self.filter(event_date__gte=start, event_date__lte=end)

    def newest_first(self) -> IncidentQuerySet:
        """The order of the table: newest day first, within a day as entered."""
        return self.order_by(F("event_date").desc(nulls_last=True), "pk")

    def with_casualties(self) -> IncidentQuerySet:
        """Those in which anyone was certainly killed or injured."""
        return self.filter(Q(deaths_low__gt=0) | Q(injuries_low__gt=0))

    def with_deaths(self) -> IncidentQuerySet:
        """Those in which anyone was certainly killed."""
        return self.filter(deaths_low__gt=0)

    def for_reading(self) -> IncidentQuerySet:
        """Load all that a page or a file shows of them, in two queries."""
        return self.select_related("kind").prefetch_related("reports")

    def totals(self) -> Totals:
        """Count, deaths and injuries, low to high; one query, never stored."""
        return totals_of(self.order_by().aggregate(**SUMS))


class Incident(Versioned):
    """One event in the casualty record.

    Deaths and injuries are low–high. An empty figure means unknown, zero means none.
    """

    written: ClassVar[tuple[str, ...]] = (
        "kind_id", "event_date", "event_date_end", "location", "deaths_low", "deaths_high",
        "injuries_low", "injuries_high", "latitude", "longitude", "precision_km", "method",
        "governorate", "notes", "reports",
    )  # fmt: skip
    together = (
        ("event_date", "event_date_end"), ("deaths_low", "deaths_high"),
        ("injuries_low", "injuries_high"), ("latitude", "longitude"),
    )  # fmt: skip

    public_id = models.CharField(
        "public id", max_length=12, unique=True, editable=False, default=new_public_id
    )
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, default=FIRST_KIND)
    event_date = models.DateField(null=True, blank=True)
    event_date_end = models.DateField(
        "last day", null=True, blank=True, help_text="Only for an event over several days."
    )
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
    notes = models.TextField(blank=True, help_text="Shown with the table: disputed figures.")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = [F("event_date").desc(nulls_last=True), "pk"]
        indexes = [
            # With the version, so that what changed is found out from the index alone.
            models.Index(fields=["event_date", "version"], name="incident_by_day"),
            models.Index(fields=["governorate", "event_date"], name="incident_by_governorate"),
        ]
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
            models.CheckConstraint(
                name="incident_days_run_forward",
                condition=Q(event_date_end__isnull=True) | Q(event_date__lte=F("event_date_end")),
                violation_error_message="The last day of an event cannot be before its first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_date or 'undated'}: {self.location or 'place not stated'}"

    def get_absolute_url(self) -> str:
        """Its page in the explorer, for good."""
        return reverse("incident", args=[self.public_id])

    @property
    def spot(self) -> str:
        """What the table and the circles of the map know the point by."""
        if self.latitude is None or self.longitude is None:
            return ""
        return f"{self.latitude:.4f},{self.longitude:.4f}"

    @property
    def deaths(self) -> Figure:
        """People killed."""
        return Figure(self.deaths_low, self.deaths_high)

    @property
    def injuries(self) -> Figure:
        """People injured."""
        return Figure(self.injuries_low, self.injuries_high)


class Report(models.Model):
    """What one source said of an incident, and when: tolls differ, and rise for days."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="reports")
    outlet = models.CharField(max_length=160)
    url = models.URLField("link", max_length=1000, blank=True)
    as_of = models.DateField("as of", null=True, blank=True)
    deaths_low = models.PositiveIntegerField(null=True, blank=True)
    deaths_high = models.PositiveIntegerField(null=True, blank=True)
    injuries_low = models.PositiveIntegerField(null=True, blank=True)
    injuries_high = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="report_deaths_low_to_high",
                condition=Q(deaths_low__isnull=True)
                | Q(deaths_high__isnull=True)
                | Q(deaths_low__lte=F("deaths_high")),
                violation_error_message="The lower number of deaths is above the higher one.",
            ),
            models.CheckConstraint(
                name="report_injuries_low_to_high",
                condition=Q(injuries_low__isnull=True)
                | Q(injuries_high__isnull=True)
                | Q(injuries_low__lte=F("injuries_high")),
                violation_error_message="The lower number of injuries is above the higher one.",
            ),
        ]

    def __str__(self) -> str:
        return self.outlet

    @property
    def deaths(self) -> Figure:
        """People killed, by this source."""
        return Figure(self.deaths_low, self.deaths_high)

    @property
    def injuries(self) -> Figure:
        """People injured, by this source."""
        return Figure(self.injuries_low, self.injuries_high)
