"""A post a day: its paragraphs, its readings, and what readers were given of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bulletins.publications.editions import FrozenEdition, FrozenRendition, RenditionQuerySet
from bulletins.publications.models import Publication
from bulletins.revisions.models import Versioned
from bulletins.tracker.dates import days_words


class Storyline(models.Model):
    """A story followed over weeks: displacement from Mosul, the referendum."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    description = models.TextField(blank=True)
    is_open = models.BooleanField(
        default=True, help_text="Open ones without news this week are brought up at the desk."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DailyUpdateQuerySet(models.QuerySet["DailyUpdate"]):
    """Which dailies?"""

    def published(self) -> DailyUpdateQuerySet:
        """Those readers can see."""
        return self.filter(status=DailyUpdate.Status.PUBLISHED)

    def due(self, *, at: datetime) -> DailyUpdateQuerySet:
        """Scheduled ones whose time has come and that nobody holds."""
        return self.filter(status=DailyUpdate.Status.SCHEDULED, publish_at__lte=at, hold_reason="")

    def covering(self, day: date) -> DailyUpdateQuerySet:
        """Those about this day."""
        return self.filter(date_start__lte=day, date_end__gte=day)

    def for_reading(self) -> DailyUpdateQuerySet:
        """Load all that an edition is made of, in three queries."""
        return self.select_related("publication", "author").prefetch_related("items", "readings")


class DailyUpdate(Versioned):
    """One post of the daily, over one or two days."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        SCHEDULED = "scheduled"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="dailies")
    date_start = models.DateField("first day")
    date_end = models.DateField("last day")
    # Kept apart and joined when shown, so that a list of headlines can be read as one.
    headlines = models.JSONField(default=list, blank=True, help_text="A list of short texts.")
    series = models.CharField(
        max_length=60, blank=True, help_text="How the title begins, when not as usual."
    )
    opening = models.TextField(
        blank=True, help_text="The bottom line up front. Clean HTML; may be empty."
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="dailies",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    publish_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    hold_reason = models.CharField(max_length=240, blank=True)
    # Fixed at publication; an old address may keep an older title for ever.
    slug = models.SlugField(max_length=200, unique=True, null=True, blank=True, editable=False)
    takes_comments = models.BooleanField(default=True)

    objects = DailyUpdateQuerySet.as_manager()
    written: ClassVar[tuple[str, ...]] = (
        "date_start", "date_end", "headlines", "opening", "readings"
    )  # fmt: skip

    class Meta:
        ordering = ["-date_end", "-pk"]
        verbose_name = "daily update"
        permissions = [("publish_dailyupdate", "Can publish, correct and send a daily update")]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "date_start"],
                name="daily_day_once",
                violation_error_message="There is a daily for this day already.",
            ),
            models.CheckConstraint(
                name="daily_days_run_forward",
                condition=Q(date_start__lte=F("date_end")),
                violation_error_message="The last day cannot be before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """“IRAQ DAILY TRACKER 21/22 JUN: first headline; second headline”."""
        series = (self.series or self.publication.series_title).upper()
        label = f"{series} {days_words(self.date_start, self.date_end)}"
        return f"{label}: {'; '.join(self.headlines)}" if self.headlines else label

    @property
    def is_published(self) -> bool:
        """Readers can see it."""
        return self.status == self.Status.PUBLISHED

    def gaps(self) -> list[str]:
        """What still stands between this daily and publication, in a writer's words."""
        found = []
        if not self.headlines:
            found.append("The daily has no headline.")
        if not self.opening and not self.items.all():
            found.append("The daily has no text yet.")
        return found


class TrackerItem(Versioned):
    """One paragraph of a daily, by province or theme."""

    update = models.ForeignKey(DailyUpdate, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(max_length=80, blank=True, help_text="A province or a theme.")
    body = models.TextField(blank=True, help_text="Clean HTML.")
    is_analysis = models.BooleanField(
        default=False, help_text="The analyst's own reading, marked as such."
    )
    position = models.PositiveIntegerField(default=0)
    storylines = models.ManyToManyField(Storyline, blank=True, related_name="items")

    written: ClassVar[tuple[str, ...]] = ("label", "body", "is_analysis")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label or f"item {self.pk}"


class Reading(models.Model):
    """A link in “writing on iraq”, with one remark."""

    update = models.ForeignKey(DailyUpdate, on_delete=models.CASCADE, related_name="readings")
    outlet = models.CharField(max_length=160, blank=True)
    author = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField("link", max_length=1000, blank=True)
    remark = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_says_something",
                condition=~Q(outlet="", author="", title="", url="", remark=""),
                violation_error_message="A reading needs a link, a title or a remark.",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.outlet or self.url or self.remark[:60]


class DailyEdition(FrozenEdition):
    """A frozen, numbered publication of a daily."""

    update = models.ForeignKey(DailyUpdate, on_delete=models.PROTECT, related_name="editions")
    note = models.TextField(
        blank=True, help_text="What changed since the edition before, as readers see it."
    )

    class Meta(FrozenEdition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["update", "number"], name="daily_edition_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.update}, edition {self.number}"


class DailyRendition(FrozenRendition):
    """One frozen form of a daily's edition."""

    class Kind(models.TextChoices):
        WEB = "web", "web page"
        EMAIL_HTML = "email_html", "email, HTML"
        EMAIL_TEXT = "email_text", "email, text"
        PDF = "pdf", "PDF"

    edition = models.ForeignKey(DailyEdition, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=12, choices=Kind)

    objects = RenditionQuerySet["DailyRendition"].as_manager()

    class Meta(FrozenRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="daily_rendition_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"
