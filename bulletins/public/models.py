"""The index of everything published: what search, feeds and the API read."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from bulletins.guide.models import Term
from bulletins.issues.models import Edition, Issue
from bulletins.tracker.models import DailyUpdate


class PublishedItemQuerySet(models.QuerySet["PublishedItem"]):
    """Which items?"""

    def between(self, first_day: date | None, last_day: date | None) -> PublishedItemQuerySet:
        """Those of these days, both ends included; an empty end is open."""
        bounds = Q()
        if first_day:
            bounds &= Q(last_day__gte=first_day)
        if last_day:
            bounds &= Q(first_day__lte=last_day)
        return self.filter(bounds)

    def newest_first(self) -> PublishedItemQuerySet:
        """By day; undated ones by the day they were published for."""
        return self.order_by("-sort_day", "-pk")


class PublishedItem(models.Model):
    """One takeaway, entry, incident, term or daily as readers have it now.

    Made from the latest editions, never from live rows, and made again at any time by
    ``manage.py index_published``. An incident in two overlapping issues has two items.
    """

    class Kind(models.TextChoices):
        TAKEAWAY = "takeaway", "Takeaways"
        ENTRY = "entry", "Entries"
        INCIDENT = "incident", "Incidents"
        TERM = "term", "Reference Guide"
        DAILY = "daily", "Dailies"

    kind = models.CharField(max_length=8, choices=Kind)
    subject_id = models.PositiveBigIntegerField(help_text="The takeaway's, entry's … own id.")
    issue = models.ForeignKey(Issue, null=True, on_delete=models.CASCADE, related_name="items")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.CASCADE, related_name="items")
    daily = models.ForeignKey(
        DailyUpdate, null=True, on_delete=models.CASCADE, related_name="published_items"
    )
    term = models.OneToOneField(
        Term, null=True, on_delete=models.CASCADE, related_name="published_item"
    )
    # Terms the text speaks of; a term's own item does not count as a mention.
    mentions = models.ManyToManyField(Term, related_name="mentioned_in")

    position = models.PositiveIntegerField(default=0, help_text="Its place in the issue.")
    path = models.CharField(max_length=200, help_text="Where readers find it on the site.")
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="Plain text.")
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    sort_day = models.DateField(help_text="The first day, or the end of the issue's period.")
    published_at = models.DateTimeField()
    data = models.JSONField(help_text="The frozen content, as the API gives it.")
    stamp = models.CharField(max_length=80, help_text="Which state of its origin it shows.")

    # What the full-text index sees (bulletins.public.search.words).
    heading_words = models.TextField(blank=True)
    text_words = models.TextField(blank=True)

    objects = PublishedItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["-sort_day", "-id"], name="item_newest_first"),
            models.Index(fields=["kind", "-sort_day"], name="item_kind_newest"),
            # Of an incident in several issues the newest counts: each row looks for a later one.
            models.Index(fields=["kind", "subject_id", "id"], name="item_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "kind", "subject_id"], name="item_once_an_issue"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(issue__isnull=True),
                name="item_once_outside_issues",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.path

    @property
    def kind_words(self) -> str:
        """What one such item is called."""
        return _ONE_OF[self.Kind(self.kind)]


_ONE_OF = {
    PublishedItem.Kind.TAKEAWAY: "Takeaway",
    PublishedItem.Kind.ENTRY: "Entry",
    PublishedItem.Kind.INCIDENT: "Incident",
    PublishedItem.Kind.TERM: "Reference Guide",
    PublishedItem.Kind.DAILY: "Daily Tracker",
}


class Word(models.Model):
    """A word that stands somewhere in what is published, as a suggestion for a mistyped one."""

    text = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.text
