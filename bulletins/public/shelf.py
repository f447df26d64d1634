"""What stands on the public shelf: published issues, their editions, their neighbors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet

from bulletins.issues.models import Correction, Edition, Issue, IssueQuerySet, Rendition
from bulletins.public.models import PublishedItem
from bulletins.publications.models import Publication

# What lies beside an issue's page: the rendition behind each name, and its type.
FILES = {
    "issue.pdf": (Rendition.Kind.PDF, "application/pdf"),
    "map.png": (Rendition.Kind.MAP_PNG, "image/png"),
    "map.svg": (Rendition.Kind.MAP_SVG, "image/svg+xml"),
    "card.png": (Rendition.Kind.CARD_PNG, "image/png"),
}


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
    def drawn(self) -> list[Edition]:
        """The editions that have a page, oldest first: those a link may lead to."""
        return [edition for edition in self.editions if rendition_of(edition, Rendition.Kind.WEB)]

    @property
    def current(self) -> Edition | None:
        """The newest edition whose page is drawn: a correction replaces a page, never a gap."""
        drawn = self.drawn
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


def everything() -> list[Shelved]:
    """Every issue with a page, and its neighbors, in four queries however many there are."""
    by_series = groupby(
        _with_editions(Issue.objects.readable().order_by("publication", "-period_end", "-pk")),
        key=lambda issue: issue.publication_id,
    )
    return [shelved for _, series in by_series for shelved in _in_a_row(list(series))]


def _in_a_row(issues: list[Issue]) -> Iterator[Shelved]:
    """``issues`` come newest first."""
    around = [None, *map(_as_neighbor, issues), None]
    for place, issue in enumerate(issues):
        editions = list(issue.editions.all())
        yield Shelved(issue, editions, previous=around[place + 2], next=around[place])


def _as_neighbor(issue: Issue) -> Neighbor:
    drawn = [one for one in issue.editions.all() if rendition_of(one, Rendition.Kind.WEB)]
    return Neighbor(issue.slug or "", issue.title, min(one.published_at for one in drawn))


def latest() -> Shelved | None:
    """The newest published issue that has been drawn; older ones while it is being made."""
    issue = _with_editions(Issue.objects.readable()).first()
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
    return with_headlines(Issue.objects.readable().with_edition_facts())[:count]


def is_withdrawn(slug: str) -> bool:
    """Readers could once see an issue here."""
    return Issue.objects.filter(slug=slug, status=Issue.Status.WITHDRAWN).exists()


def neighbors(issue: Issue) -> tuple[Neighbor | None, Neighbor | None]:
    """The issues before and after this one that can be read, by the last day of their period."""
    # Asked for every page: plain joins, as nested queries take three times as long to put together.
    pages = Rendition.objects.pages().filter(
        edition__issue__publication=issue.publication_id,
        edition__issue__status=Issue.Status.PUBLISHED,
    )
    end, pk = issue.period_end, issue.pk
    same_day = Q(edition__issue__period_end=end)
    before = pages.filter(
        Q(edition__issue__period_end__lt=end) | same_day & Q(edition__issue__lt=pk)
    ).order_by("-edition__issue__period_end", "-edition__issue", "edition__number")
    after = pages.filter(
        Q(edition__issue__period_end__gt=end) | same_day & Q(edition__issue__gt=pk)
    ).order_by("edition__issue__period_end", "edition__issue", "edition__number")
    return _first(before, issue.publication), _first(after, issue.publication)


def _first(pages: QuerySet[Rendition], publication: Publication) -> Neighbor | None:
    """The issue of the first page, with no more of it than a link shows."""
    facts = ("slug", "period_start", "period_end")
    found = pages.values_list(
        *(f"edition__issue__{fact}" for fact in facts), "edition__published_at"
    ).first()
    if found is None:
        return None
    slug, start, end, published_at = found
    issue = Issue(publication=publication, period_start=start, period_end=end)
    return Neighbor(slug, issue.title, published_at)


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
