"""The weekly: what editors write, and what readers were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bulletins.incidents.models import Incident
from bulletins.issues.dates import period_words
from bulletins.publications.editions import FrozenEdition, FrozenRendition, RenditionQuerySet
from bulletins.publications.models import Publication
from bulletins.revisions.models import Versioned
from bulletins.tracker.models import Storyline, TrackerItem


class IssueQuerySet(models.QuerySet["Issue"]):
    """Which issues?"""

    def published(self) -> IssueQuerySet:
        """Those readers can see."""
        return self.filter(status=Issue.Status.PUBLISHED)

    def readable(self) -> IssueQuerySet:
        """Published ones of which a page is drawn: those a link may lead to."""
        pages = Rendition.objects.pages().filter(edition__issue=models.OuterRef("pk"))
        return self.published().filter(models.Exists(pages))

    def with_edition_facts(self) -> IssueQuerySet:
        """With ``last_edition``, ``first_published_at``, ``last_published_at``: what is drawn."""
        editions = "editions__renditions"
        drawn = Q(**{f"{editions}__kind": Rendition.Kind.WEB})
        drawn &= Q(**{f"{editions}__status": Rendition.Status.DONE})
        return self.annotate(
            last_edition=models.Max("editions__number", filter=drawn),
            first_published_at=models.Min("editions__published_at", filter=drawn),
            last_published_at=models.Max("editions__published_at", filter=drawn),
        )

    def open(self) -> IssueQuerySet:
        """Those still being made."""
        return self.exclude(status__in=[Issue.Status.PUBLISHED, Issue.Status.WITHDRAWN])

    def under_review(self) -> IssueQuerySet:
        """Written, and not public yet: in review, approved or scheduled."""
        return self.open().exclude(status=Issue.Status.DRAFT)

    def due(self, *, at: datetime) -> IssueQuerySet:
        """Scheduled issues whose publication time has come and that nobody holds."""
        return self.filter(status=Issue.Status.SCHEDULED, publish_at__lte=at, hold_reason="")

    def sharing_days_with(self, start: date, end: date) -> IssueQuerySet:
        """Issues whose period overlaps these days, both ends included."""
        return self.filter(period_start__lte=end, period_end__gte=start)

    def for_reading(self) -> IssueQuerySet:
        """Load all that an edition is made of, in a fixed number of queries."""
        return self.select_related("publication").prefetch_related(
            "takeaways__entries__sources",
            models.Prefetch(
                "incidents", queryset=Incident.objects.newest_first().select_related("kind")
            ),
        )


class Issue(Versioned):
    """One number of the weekly, from first draft to public archive."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in review"
        APPROVED = "approved"
        SCHEDULED = "scheduled"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="issues")
    # Given, never computed: two-week issues are numbered too, and some carry none.
    number = models.PositiveIntegerField(null=True, blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    note = models.TextField(blank=True, help_text="A line on the schedule: a holiday, a delay.")
    incidents = models.ManyToManyField(Incident, blank=True, related_name="issues")

    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    approved_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    publish_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    hold_reason = models.CharField(
        max_length=240, blank=True, help_text="Why a due issue waits for a person."
    )
    # Fixed at publication: an address that was once given out goes on working.
    slug = models.SlugField(unique=True, null=True, blank=True, editable=False)

    objects = IssueQuerySet.as_manager()

    written: ClassVar[tuple[str, ...]] = ("number", "period_start", "period_end", "note")
    together = (("period_start", "period_end"),)

    class Meta:
        ordering = ["-period_end", "-pk"]
        permissions = [
            ("approve_issue", "Can approve an issue"),
            ("publish_issue", "Can publish, correct and withdraw an issue"),
            ("send_issue", "Can send an issue to its subscribers"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"],
                name="issue_number_once",
                violation_error_message="Another issue already has this number.",
            ),
            models.CheckConstraint(
                name="issue_period_runs_forward",
                condition=Q(period_start__lte=F("period_end")),
                violation_error_message="The period must end on or after the day it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """“ISHM: July 21 – 27, 2017”."""
        return f"{self.publication.name}: {period_words(self.period_start, self.period_end)}"

    @property
    def is_published(self) -> bool:
        """Readers can see it."""
        return self.status == self.Status.PUBLISHED

    def has_day(self, day: date | None) -> bool:
        """The day lies within the period, both ends included; no day lies nowhere."""
        return day is not None and self.period_start <= day <= self.period_end

    def gaps(self) -> list[str]:
        """What still stands between this issue and publication, in an editor's words."""
        takeaways = self.takeaways.all()
        if not takeaways:
            return ["The issue has no takeaways."]
        return [
            f"“{takeaway}” has neither a summary nor entries."
            for takeaway in takeaways
            if not takeaway.summary and not takeaway.entries.all()
        ]


class Takeaway(Versioned):
    """A headline and its summary, heading the section of entries below it.

    Either half may be missing: old issues have sections no takeaway announces, and takeaways
    without a section. A takeaway drafted before its issue exists has none yet.
    """

    issue = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.CASCADE, related_name="takeaways"
    )
    headline = models.CharField(max_length=300, blank=True)
    summary = models.TextField(blank=True, help_text="Clean HTML.")
    own_heading = models.CharField(
        "heading",
        max_length=300,
        blank=True,
        help_text="Heads the section; empty means the headline does.",
    )
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    written: ClassVar[tuple[str, ...]] = ("headline", "summary", "own_heading")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.headline or self.own_heading or "Untitled section"

    @property
    def heading(self) -> str:
        """What stands above the section."""
        return self.own_heading or self.headline


class EntryQuerySet(models.QuerySet["Entry"]):
    """Which entries?"""

    def unfiled(self) -> EntryQuerySet:
        """Those under no takeaway yet: the inbox."""
        return self.filter(takeaway=None)

    def in_period(self, start: date, end: date) -> EntryQuerySet:
        """Entries with at least one of their days in the period, both ends included."""
        return self.filter(event_date__lte=end).filter(
            Q(event_date__gte=start) | Q(event_date_end__gte=start)
        )


class Entry(Versioned):
    """One dated story. Its order is the editor's, never silently sorted."""

    takeaway = models.ForeignKey(
        Takeaway,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="entries",
        help_text="Empty: not yet filed.",
    )
    event_date = models.DateField(null=True, blank=True)
    event_date_end = models.DateField(
        "last day", null=True, blank=True, help_text="Only for a story over several days."
    )
    # A shelf mark, like a storyline: no part of an edition, whose form scripts rely on.
    location = models.CharField(
        "place",
        max_length=240,
        blank=True,
        help_text="As written. Editors find the story by it; readers do not see it.",
    )
    body = models.TextField(blank=True, help_text="Clean HTML.")
    position = models.PositiveIntegerField(default=0)
    promoted_from = models.ForeignKey(
        TrackerItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="entries",
        help_text="The paragraph of a daily it was first written in.",
    )
    promoted_text = models.TextField(
        blank=True, editable=False, help_text="What that paragraph said when it was last compared."
    )
    told_text = models.TextField(
        blank=True, editable=False, help_text="The corrected paragraph its author was told of."
    )
    storylines = models.ManyToManyField(Storyline, blank=True, related_name="entries")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="entries",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EntryQuerySet.as_manager()

    written: ClassVar[tuple[str, ...]] = (
        "event_date", "event_date_end", "location", "body", "sources",
    )  # fmt: skip
    together = (("event_date", "event_date_end"),)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                name="entry_days_run_forward",
                condition=Q(event_date_end__isnull=True) | Q(event_date__lte=F("event_date_end")),
                violation_error_message="The last day of a story cannot be before its first.",
            )
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk} of {self.event_date or 'no date'}"


class Source(models.Model):
    """Who reported an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="sources")
    outlet = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=300, blank=True)
    url = models.URLField("link", max_length=1000, blank=True)
    language = models.CharField(max_length=12, blank=True, help_text="A BCP 47 tag: en, ar, ckb.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="source_says_something",
                condition=~Q(outlet="", title="", url=""),
                violation_error_message="A source needs an outlet, a title or a link.",
            )
        ]

    def __str__(self) -> str:
        return self.outlet or self.title or self.url


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which editions?"""

    def drawn(self) -> EditionQuerySet:
        """Those of which a page is drawn: a link may lead to them."""
        pages = Rendition.objects.pages().filter(edition=models.OuterRef("pk"))
        return self.filter(models.Exists(pages))

    def standing(self) -> EditionQuerySet:
        """What readers have now: of each published issue the newest edition that is drawn."""
        of_issue = Rendition.objects.pages().filter(edition__issue=models.OuterRef("issue"))
        newest = of_issue.order_by("-edition__number").values("edition")[:1]
        return self.filter(issue__status=Issue.Status.PUBLISHED, pk=models.Subquery(newest))


class Edition(FrozenEdition):
    """A frozen, numbered publication of an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="editions")

    objects = EditionQuerySet.as_manager()

    class Meta(FrozenEdition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["issue", "number"], name="edition_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue}, edition {self.number}"


class EditionRenditionQuerySet(RenditionQuerySet["Rendition"]):
    """Which renditions of an edition?"""

    def pages(self) -> EditionRenditionQuerySet:
        """Web pages that are drawn."""
        return self.filter(kind=Rendition.Kind.WEB, status=Rendition.Status.DONE)


class Rendition(FrozenRendition):
    """One frozen form of an edition."""

    class Kind(models.TextChoices):
        WEB = "web", "web page"
        EMAIL_HTML = "email_html", "email, HTML"
        EMAIL_TEXT = "email_text", "email, text"
        PDF = "pdf", "PDF"
        MAP_SVG = "map_svg", "map, vector"
        MAP_PNG = "map_png", "map, picture"
        CARD_PNG = "card_png", "card for links"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="renditions")
    kind = models.CharField(max_length=12, choices=Kind)

    objects = EditionRenditionQuerySet.as_manager()

    class Meta(FrozenRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="rendition_kind_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"


class Correction(models.Model):
    """A dated, public note of what changed between an edition and the one before it."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="correction")
    note = models.TextField()
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["-corrected_at"]

    def __str__(self) -> str:
        return self.note
