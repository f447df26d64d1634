"""Published issues for tests: through the real services, with the article really drawn."""

from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile

from bulletins.guide.models import Term
from bulletins.incidents.models import Incident
from bulletins.issues import documents, services
from bulletins.issues.models import Edition, Issue, Rendition
from bulletins.public import items
from bulletins.public.models import PublishedItem
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)
PDF = b"%PDF-1.7 a printed issue"


def write_issue(*, entries: tuple[str, ...] = ("A bridge was repaired.",), **fields) -> Issue:
    """A draft with one takeaway, an entry of each text, a source and an incident."""
    issue = IssueFactory(**fields)
    takeaway = TakeawayFactory(
        issue=issue, headline="Crossings Open Again", summary="<p>Three of them.</p>"
    )
    for text in entries:
        SourceFactory(entry=EntryFactory(takeaway=takeaway, body=f"<p>{text}</p>"))
    issue.incidents.add(
        IncidentFactory(event_date=issue.period_end, location="10 km west of Ramadi")
    )
    return issue


def publish(issue: Issue, *, at: datetime = NOON, drawn: bool = True) -> Edition:
    """Approve and publish; ``drawn=False`` leaves every rendition waiting for a worker."""
    issue = services.approve_issue(issue=issue, by=None)
    edition = services.publish_issue(issue=issue, at=at)
    return draw(edition) if drawn else edition


def correct(issue: Issue, note: str, *, at: datetime = NOON + timedelta(days=1)) -> Edition:
    return draw(services.correct_issue(issue=issue, note=note, at=at))


def draw(edition: Edition) -> Edition:
    """Store every rendition: article and vector map as drawn, the slow ones as short bytes."""
    quick = {Rendition.Kind.WEB, Rendition.Kind.MAP_SVG}
    for rendition in edition.renditions.all():
        body = documents.draw(edition, rendition.kind) if rendition.kind in quick else PDF
        rendition.file.save(f"{edition.pk}-{rendition.kind}", ContentFile(body), save=False)
        rendition.sha256 = services.freezing.fingerprint({"body": body.decode("latin-1")})
        rendition.status = Rendition.Status.DONE
        rendition.finished_at = edition.published_at
        rendition.save()
    return edition


def incident_of(issue: Issue) -> Incident:
    return issue.incidents.get()


def multiply(edition: Edition, count: int) -> None:
    """Put copies of an indexed edition on the shelf, each a week older, all in a few queries."""
    issues = Issue.objects.bulk_create(
        Issue(
            publication=edition.issue.publication,
            slug=f"copy-{number}",
            status=Issue.Status.PUBLISHED,
            period_start=edition.issue.period_start - timedelta(days=7 * number),
            period_end=edition.issue.period_end - timedelta(days=7 * number),
        )
        for number in range(1, count + 1)
    )
    facts = {name: getattr(edition, name) for name in ("content", "sha256", "published_at")}
    editions = Edition.objects.bulk_create(
        Edition(issue=issue, number=1, **facts) for issue in issues
    )
    files = list(edition.renditions.all())
    Rendition.objects.bulk_create(
        Rendition(
            edition=copy,
            **{name: getattr(file, name) for name in ("kind", "file", "sha256", "finished_at")},
            status=Rendition.Status.DONE,
        )
        for copy in editions
        for file in files
    )
    items_of_copies = [item for copy in editions for item in items.of_edition(copy)]
    PublishedItem.objects.bulk_create(items_of_copies, batch_size=500)
    mention = PublishedItem.mentions.through
    mention.objects.bulk_create(
        mention(publisheditem_id=item.pk, term_id=term.pk)
        for term in Term.objects.all()
        for item in items_of_copies
    )
