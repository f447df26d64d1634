"""What stands on the public shelf: published issues, their editions, their neighbors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Min, Prefetch, Q

from bulletins.issues.models import Correction, Edition, Issue, IssueQuerySet, Rendition
from bulletins.public.models import PublishedItem


@dataclass(frozen=True)
class Neighbor:
    """The issue before or after another."""

    slug: str
    title: str
    published_at: datetime


@dataclass(frozen=True)
class Shelved:
    """A published issue as readers meet it. Editions come oldest first, without their content."""

    issue: Issue
    editions: list[Edition]
    previous: Neighbor | None
    next: Neighbor | None

    @property
    def current(self) -> Edition | None:
        """The newest edition whose page is drawn: a correction replaces a page, never a gap."""
        drawn = [edition for edition in self.editions if rendition_of(edition, Rendition.Kind.WEB)]
        return drawn[-1] if drawn else None

    @property
    def corrections(self) -> list[Correction]:
        """Every correction up to the current edition, newest first."""
        shown = self.current.number if self.current else 0
        return [
            edition.correction
            for edition in reversed(self.editions)
            if 1 < edition.number <= shown and hasattr(edition, "correction")
        ]

    def edition(self, number: int) -> Edition | None:
        """The edition with this number, if it was published."""
        return next((edition for edition in self.editions if edition.number == number), None)


def find(slug: str) -> Shelved | None:
    """The published issue at this address, in six queries; None for drafts and the unknown."""
    issue = _with_editions(Issue.objects.published()).filter(slug=slug).first()
    if issue is None:
        return None
    before, after = neighbors(issue)
    return Shelved(issue=issue, editions=list(issue.editions.all()), previous=before, next=after)


def latest() -> Shelved | None:
    """The newest published issue that has been drawn; older ones while it is being made."""
    newest = _with_editions(Issue.objects.published()).filter(
        editions__renditions__kind=Rendition.Kind.WEB,
        editions__renditions__status=Rendition.Status.DONE,
    )
    issue = newest.distinct().first()
    if issue is None:
        return None
    return Shelved(issue=issue, editions=list(issue.editions.all()), previous=None, next=None)


def with_headlines(issues: IssueQuerySet) -> IssueQuerySet:
    """Load what each issue was about: ``headlines``, the indexed takeaways, in one query."""
    takeaways = PublishedItem.objects.filter(kind=PublishedItem.Kind.TAKEAWAY).exclude(heading="")
    headlines = takeaways.only("issue", "heading", "path", "text").order_by("position")
    return issues.select_related("publication").prefetch_related(
        Prefetch("items", queryset=headlines, to_attr="headlines")
    )


def newest_with_headlines(count: int) -> IssueQuerySet:
    """The newest issues, with the times of their first and latest edition."""
    issues = Issue.objects.published().annotate(
        first_published_at=Min("editions__published_at"),
        last_published_at=Max("editions__published_at"),
    )
    return with_headlines(issues)[:count]


def is_withdrawn(slug: str) -> bool:
    """Readers could once see an issue here."""
    return Issue.objects.filter(slug=slug, status=Issue.Status.WITHDRAWN).exists()


def neighbors(issue: Issue) -> tuple[Neighbor | None, Neighbor | None]:
    """The published issues before and after this one, by the last day of their period."""
    published = Issue.objects.published().select_related("publication")
    series = published.filter(publication=issue.publication_id).annotate(
        first_published_at=Min("editions__published_at")
    )
    same_day = Q(period_end=issue.period_end)
    before = series.filter(Q(period_end__lt=issue.period_end) | same_day & Q(pk__lt=issue.pk))
    after = series.filter(Q(period_end__gt=issue.period_end) | same_day & Q(pk__gt=issue.pk))
    return _neighbor(before.first()), _neighbor(after.reverse().first())


def _neighbor(issue: Any) -> Neighbor | None:
    """``issue`` carries the time of its first edition."""
    return issue and Neighbor(issue.slug, issue.title, issue.first_published_at)


def rendition_of(edition: Edition, kind: str) -> Rendition | None:
    """The finished rendition of this kind, or None while it is being made or has failed."""
    renditions = edition.renditions.all()
    return next((one for one in renditions if one.kind == kind and one.is_done), None)


def _with_editions(issues: IssueQuerySet) -> IssueQuerySet:
    # The content of an edition is some 100 KB of JSON that pages of frozen bytes do not need.
    editions = Edition.objects.defer("content").select_related("correction")
    return issues.select_related("publication").prefetch_related(
        Prefetch("editions", queryset=editions), "editions__renditions"
    )
