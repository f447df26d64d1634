"""A post a day: its paragraphs, its readings, and what readers were given of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

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

    def readable(self) -> DailyUpdateQuerySet:
        """Published ones of which a page is drawn: those a link may lead to."""
        pages = DailyRendition.objects.pages().filter(edition__update=OuterRef("pk"))
        return self.published().filter(Exists(pages))

    def as_readers_see(self) -> DailyUpdateQuerySet:
        """Published ones with ``frozen_title``, ``_headlines`` and ``_at`` of the page that stands.

        The rows may be in the middle of a correction; None where no page is drawn.
        """
        pages = DailyRendition.objects.pages().filter(edition__update=OuterRef("pk"))
        newest = pages.order_by("-edition__number")
        return self.published().annotate(
            frozen_title=Subquery(newest.values("edition__content__title")[:1]),
            frozen_headlines=Subquery(newest.values("edition__content__headlines")[:1]),
            frozen_at=Subquery(newest.values("edition__published_at")[:1]),
        )

    def due(self, *, at: datetime) -> DailyUpdateQuerySet:
        """Scheduled ones whose time has come and that nobody holds."""
        return self.filter(status=DailyUpdate.Status.SCHEDULED, publish_at__lte=at, hold_reason="")

    def covering(self, day: date) -> DailyUpdateQuerySet:
        """Those about this day."""
        return self.sharing_days_with(day, day)

    def sharing_days_with(self, start: date, end: date) -> DailyUpdateQuerySet:
        """Those about any of these days, both ends included."""
        return self.filter(date_start__lte=end, date_end__gte=start)

    def before(self, update: DailyUpdate) -> DailyUpdateQuerySet:
        """Those of earlier days, the nearest first."""
        earlier = self.filter(publication=update.publication_id, date_end__lt=update.date_start)
        return earlier.order_by("-date_end")

    def beside(self, update: DailyUpdate) -> tuple[DailyUpdate | None, DailyUpdate | None]:
        """The one before this one and the one after it, by day."""
        near = self.filter(publication=update.publication_id).select_related("publication")
        earlier = near.filter(date_end__lt=update.date_start).order_by("-date_end")
        later = near.filter(date_start__gt=update.date_end).order_by("date_start")
        return earlier.first(), later.first()

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
    together = (("date_start", "date_end"),)
    taken_along: ClassVar[tuple[str, ...]] = ("items",)

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
        start = self.title_start
        return f"{start}: {'; '.join(self.headlines)}" if self.headlines else start

    @property
    def title_start(self) -> str:
        """“IRAQ DAILY TRACKER 21/22 JUN”."""
        return f"{(self.series or self.publication.series_title).upper()} {self.days}"

    @property
    def days(self) -> str:
        """“21/22 JUN”."""
        return days_words(self.date_start, self.date_end)

    @property
    def is_published(self) -> bool:
        """Readers can see it."""
        return self.status == self.Status.PUBLISHED

    def gaps(self) -> list[str]:
        """What still stands between this daily and publication, in a writer's words."""
        found = []
        if not self.headlines:
            found.append("The daily has no headline.")
        if not self.opening and not any(item.says_something for item in self.items.all()):
            found.append("The daily has no text yet.")
        return found

    def bonds(self) -> list[str]:
        """Why it cannot be thrown away, in a writer's words; empty for a draft nothing hangs on."""
        found = []
        if self.editions.exists():
            found.append("It was published: such a daily is withdrawn, and its editions are kept.")
        if self.status == self.Status.SCHEDULED:
            found.append("It goes out by itself: take it off the schedule first.")
        in_the_week = self.items.filter(entries__isnull=False).distinct()
        for item in in_the_week:
            named = f"“{item.label}”" if item.label else "A paragraph"
            found.append(f"{named} has become an entry of the week.")
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

    @property
    def says_something(self) -> bool:
        """There is text in it; a blank paragraph is not published."""
        return bool(self.body)


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


class DailyEditionQuerySet(models.QuerySet["DailyEdition"]):
    """Which editions of dailies?"""

    def standing(self) -> DailyEditionQuerySet:
        """What readers have now: of each published daily the newest edition that is drawn."""
        of_update = DailyRendition.objects.pages().filter(edition__update=OuterRef("update"))
        newest = of_update.order_by("-edition__number").values("edition")[:1]
        return self.filter(update__status=DailyUpdate.Status.PUBLISHED, pk=Subquery(newest))


class DailyEdition(FrozenEdition):
    """A frozen, numbered publication of a daily."""

    update = models.ForeignKey(DailyUpdate, on_delete=models.PROTECT, related_name="editions")
    note = models.TextField(
        blank=True, help_text="What changed since the edition before, as readers see it."
    )

    objects = DailyEditionQuerySet.as_manager()

    class Meta(FrozenEdition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["update", "number"], name="daily_edition_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.update}, edition {self.number}"


class DailyRenditionQuerySet(RenditionQuerySet["DailyRendition"]):
    """Which renditions of a daily's edition?"""

    def pages(self) -> DailyRenditionQuerySet:
        """Web pages that are drawn."""
        return self.filter(kind=DailyRendition.Kind.WEB, status=DailyRendition.Status.DONE)


class DailyRendition(FrozenRendition):
    """One frozen form of a daily's edition."""

    class Kind(models.TextChoices):
        WEB = "web", "web page"
        EMAIL_HTML = "email_html", "email, HTML"
        EMAIL_TEXT = "email_text", "email, text"
        PDF = "pdf", "PDF"

    edition = models.ForeignKey(DailyEdition, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=12, choices=Kind)

    objects = DailyRenditionQuerySet.as_manager()

    class Meta(FrozenRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="daily_rendition_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"
