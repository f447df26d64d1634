"""The incident table of an issue: days, notes, and sorting it in the browser."""

from datetime import UTC, date, datetime

import pytest

from bulletins.issues import renditions, services
from bulletins.issues.models import Rendition
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)


def publish(*incidents):
    issue = IssueFactory(number=122)
    EntryFactory(takeaway=TakeawayFactory(issue=issue))
    issue.incidents.set(incidents)
    services.approve_issue(issue=issue, by=None)
    return services.publish_issue(issue=issue, at=NOON)


def draw(edition, kind):
    rendition = edition.renditions.get(kind=kind)
    assert renditions.make(rendition_id=rendition.pk, at=NOON)
    rendition.refresh_from_db()
    return rendition.file.read().decode()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2017, 7, 26), None, "July 26"),
        (date(2017, 7, 26), date(2017, 7, 27), "July 26 – 27"),
        (date(2017, 7, 31), date(2017, 8, 1), "July 31 – August 1"),
        (None, None, "unknown"),
    ],
)
@pytest.mark.parametrize("kind", [Rendition.Kind.WEB, Rendition.Kind.EMAIL_HTML])
def test_an_event_over_several_days_says_so(first, last, words, kind):
    edition = publish(IncidentFactory(event_date=first, event_date_end=last))
    assert f">{words}</td>" in draw(edition, kind)


@pytest.mark.parametrize(
    "kind", [Rendition.Kind.WEB, Rendition.Kind.EMAIL_HTML, Rendition.Kind.EMAIL_TEXT]
)
def test_a_disputed_figure_carries_its_note(kind):
    edition = publish(IncidentFactory(notes="Disputed."))
    assert "Disputed." in " ".join(draw(edition, kind).split())


@pytest.mark.django_db(transaction=True)
def test_readers_sort_the_table_by_any_column(open_page):
    rows = [
        IncidentFactory(event_date=date(2017, 7, 25), location="Balad", deaths=12),
        IncidentFactory(event_date=date(2017, 7, 24), location="Anah", deaths=None),
        IncidentFactory(event_date=date(2017, 7, 23), location="Zubayr", deaths=3),
    ]
    edition = publish(*rows)
    draw(edition, Rendition.Kind.WEB)
    draw(edition, Rendition.Kind.MAP_SVG)
    page = open_page("/issues/122/")

    def order():
        return page.locator("table.incidents tbody:first-of-type td:nth-child(2)").all_inner_texts()

    assert order() == ["Balad", "Anah", "Zubayr"]
    page.get_by_role("button", name="Deaths").click()
    assert order() == ["Zubayr", "Balad", "Anah"]
    page.get_by_role("button", name="Location").click()
    assert order() == ["Anah", "Balad", "Zubayr"]
    page.get_by_role("button", name="Date").click()
    assert order() == ["Zubayr", "Anah", "Balad"]
    page.get_by_role("button", name="Date").click()
    assert order() == ["Balad", "Anah", "Zubayr"]
