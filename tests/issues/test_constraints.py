"""Rows that cannot exist, whoever writes them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bulletins.issues.models import Rendition
from tests.incidents.factories import IncidentFactory
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db

REFUSED = {
    "issue_number_once": lambda: [IssueFactory(number=122), IssueFactory(number=122)],
    "issue_period_runs_forward": lambda: IssueFactory(
        period_start=date(2017, 7, 27), period_end=date(2017, 7, 21)
    ),
    "entry_days_run_forward": lambda: EntryFactory(event_date_end=date(2017, 7, 20)),
    "source_says_something": lambda: SourceFactory(outlet="", title="", url=""),
    "incident_deaths_low_to_high": lambda: IncidentFactory(deaths_low=7, deaths_high=4),
    "incident_injuries_low_to_high": lambda: IncidentFactory(injuries_low=7, injuries_high=4),
    "incident_point_is_whole": lambda: IncidentFactory(latitude=33.3, longitude=None),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_refuses(constraint):
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[constraint]()


def test_issues_without_a_number_may_be_many():
    assert IssueFactory(number=None).pk != IssueFactory(number=None).pk


def test_an_edition_has_each_rendition_once():
    edition = IssueFactory().editions.create(
        number=1, content={}, sha256="", published_at="2017-07-27T11:00Z"
    )
    edition.renditions.create(kind=Rendition.Kind.PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.renditions.create(kind=Rendition.Kind.PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.issue.editions.create(
            number=1, content={}, sha256="", published_at="2017-07-28T11:00Z"
        )


def test_an_unknown_figure_is_not_zero():
    incident = IncidentFactory(deaths_low=None, deaths_high=None)
    incident.refresh_from_db()
    assert (incident.deaths_low, incident.injuries_low) == (None, 1)
