"""Renditions: made once, kept when something breaks, found again when a worker dies."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bulletins.issues import documents, renditions, services
from bulletins.issues.models import Edition, Rendition
from bulletins.publications.renditions import MOST_ATTEMPTS
from tests.issues.factories import EntryFactory, IssueFactory, TakeawayFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2017, 7, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def edition(monkeypatch):
    issue = IssueFactory(number=122)
    EntryFactory(takeaway=TakeawayFactory(issue=issue))
    services.approve_issue(issue=issue, by=None)
    return services.publish_issue(issue=issue, at=NOON)


@pytest.fixture
def pdf(edition):
    return edition.renditions.get(kind=Rendition.Kind.PDF)


def make(rendition, at=NOON):
    made = renditions.make(rendition_id=rendition.pk, at=at)
    rendition.refresh_from_db()
    return made


def test_a_made_rendition_is_on_disk_with_its_checksum(pdf, monkeypatch):
    monkeypatch.setattr(documents, "draw", lambda edition, kind: b"drawn")
    assert make(pdf) is True
    assert (pdf.status, pdf.progress, pdf.size) == ("done", 100, 5)
    assert pdf.sha256 == sha256(b"drawn").hexdigest()
    assert pdf.file.read() == b"drawn"


def test_a_rendition_is_made_once(pdf, monkeypatch):
    drawn = []
    monkeypatch.setattr(documents, "draw", lambda edition, kind: drawn.append(kind) or b"x")
    assert [make(pdf), make(pdf)] == [True, False]
    assert drawn == ["pdf"]


def test_a_failed_rendition_keeps_its_error_and_is_made_again_alone(pdf, monkeypatch):
    def fail(edition, kind):
        raise ZeroDivisionError("no page size")

    monkeypatch.setattr(documents, "draw", fail)
    assert make(pdf) is False
    assert (pdf.status, pdf.error) == ("failed", "ZeroDivisionError: no page size")
    monkeypatch.setattr(documents, "draw", lambda edition, kind: b"x")
    assert services.retry_rendition(rendition=pdf) is True
    assert services.retry_rendition(rendition=pdf) is False
    assert make(pdf) is True
    others = Rendition.objects.exclude(pk=pdf.pk)
    assert set(others.values_list("status", flat=True)) == {"waiting"}


def test_a_rendition_whose_worker_died_is_asked_for_again(pdf):
    Rendition.objects.update(status=Rendition.Status.RENDERING, attempts=1, started_at=NOON)
    assert services.sweep_renditions(at=NOON + timedelta(minutes=5)) == 0
    assert services.sweep_renditions(at=NOON + timedelta(minutes=7)) == len(Rendition.Kind)
    pdf.refresh_from_db()
    assert pdf.status == Rendition.Status.WAITING


def test_a_drawing_that_kills_its_worker_is_given_up(pdf):
    Rendition.objects.update(
        status=Rendition.Status.RENDERING,
        attempts=MOST_ATTEMPTS,
        started_at=NOON,
    )
    assert services.sweep_renditions(at=NOON + timedelta(minutes=7)) == 0
    pdf.refresh_from_db()
    assert pdf.status == Rendition.Status.FAILED
    assert "died 3 times" in pdf.error


def test_a_lost_task_is_asked_for_again_when_it_has_not_been_answered(edition):
    assert Edition.objects.get() == edition
    assert services.sweep_renditions(at=NOON + timedelta(minutes=1)) == 0
    assert services.sweep_renditions(at=NOON + timedelta(minutes=3)) == len(Rendition.Kind)
