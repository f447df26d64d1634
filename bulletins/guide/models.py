"""The Reference Guide: who and what the bulletin speaks of, under all their names."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, F, Max, Q, Sum
from django.urls import reverse

from bulletins.revisions.models import Versioned


class TermQuerySet(models.QuerySet["Term"]):
    """Which terms?"""

    def with_variants(self) -> TermQuerySet:
        """Load all their names, in two queries however many there are."""
        return self.prefetch_related("variants")

    def state(self) -> tuple[Any, ...]:
        """Changes whenever a term or one of its names does: each such change raises a version."""
        terms = self.aggregate(Count("pk"), Max("updated_at"), Sum("version"))
        variants = TermVariant.objects.aggregate(Count("pk"), Max("pk"))
        return (*terms.values(), *variants.values())


class Term(Versioned):
    """An institution, actor, party or place, explained in a sentence or two."""

    written: ClassVar[tuple[str, ...]] = ("name", "kind", "description", "variants")

    class Kind(models.TextChoices):
        INSTITUTION = "institution", "Institutions"
        ACTOR = "actor", "Key actors"
        PARTY = "party", "Political parties"
        PLACE = "place", "Places"

    # Given once: issues link to it for good.
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=160, help_text="The house form of the name.")
    kind = models.CharField(max_length=12, choices=Kind)
    description = models.TextField(help_text="One or two neutral sentences, plain text.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page in the guide."""
        return reverse("term", args=[self.slug])


class TermVariant(models.Model):
    """Another name of a term, or a role a person held, with the time it was in use."""

    class Kind(models.TextChoices):
        ABBREVIATION = "abbreviation"
        SPELLING = "spelling", "other spelling"
        NAME = "name", "other name"
        NATIVE = "native", "native script"
        ROLE = "role"

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="variants")
    text = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    language = models.CharField(
        max_length=12, blank=True, help_text="A BCP 47 tag, for native script: ar, ckb."
    )
    valid_from = models.DateField(null=True, blank=True, help_text="Empty: as long as known.")
    valid_to = models.DateField(null=True, blank=True, help_text="Empty: to this day.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "kind", "text", "valid_from"],
                name="term_variant_once",
                violation_error_message="This name is there already.",
            ),
            models.CheckConstraint(
                name="term_variant_time_runs_forward",
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=F("valid_to")),
                violation_error_message="The last day lies before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_name(self) -> bool:
        """It stands for the term in a text; a role does not, since others held it too."""
        return self.kind != self.Kind.ROLE

    def is_valid_on(self, day: date) -> bool:
        """In use on this day, both ends included."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)
