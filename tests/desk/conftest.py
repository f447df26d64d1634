"""A small week on the board, and forms as the editor's page sends them."""

from datetime import UTC, datetime

import pytest

from bulletins.revisions.services import keep
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory

NOON = datetime(2017, 7, 24, 12, tzinfo=UTC)


@pytest.fixture
def issue(db):
    return IssueFactory(number=122)


@pytest.fixture
def takeaway(issue):
    return TakeawayFactory(issue=issue, headline="Water in the Marshes", position=0)


@pytest.fixture
def entry(takeaway, cast):
    entry = EntryFactory(takeaway=takeaway, body="<p>The first words.</p>", author=cast.reporter)
    keep(subject=entry, author=cast.reporter, at=NOON)
    return entry


@pytest.fixture
def sourced(entry):
    SourceFactory(entry=entry)
    return entry


@pytest.fixture
def sign_in(client):
    def as_person(person):
        client.force_login(person)
        return client

    return as_person


def entry_fields(entry, **changes):
    """What the editor's page sends for an entry without sources."""
    return {
        "version": entry.version,
        "sitting": "",
        "event_date": entry.event_date.isoformat() if entry.event_date else "",
        "event_date_end": "",
        "body": entry.body,
        "sources-TOTAL_FORMS": 0,
        "sources-INITIAL_FORMS": 0,
        **changes,
    }


def send(client, address, fields):
    """As the page's script sends it."""
    return client.post(address, fields, headers={"X-Requested-With": "fetch"})
