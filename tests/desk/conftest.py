"""A small week on the board, and forms as the editor's page sends them."""

from datetime import UTC, datetime, timedelta

import pytest

from bulletins.revisions.services import keep
from bulletins.subscribers.models import Mailing
from bulletins.tracker.comments import open_task, report_comment
from bulletins.tracker.models import Ban
from tests.issues.factories import EntryFactory, IssueFactory, SourceFactory, TakeawayFactory
from tests.subscribers.factories import NOW, start_mailing
from tests.tracker.factories import CommentFactory, published_daily

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
def mailing():
    mailing = start_mailing(readers=12, number=121, slug="121")
    settle(mailing, "sent", 6, reply_code=250, reply="2.0.0 Ok: queued as 4F9", attempts=1)
    settle(mailing, "failed", 2, reply_code=550, reply="5.1.1 no such user here", reason="refused")
    settle(mailing, "unknown", 2, reason="the line broke after the body", attempts=1)
    Mailing.objects.update(subject="ISHM: July 21 – 27, 2017")
    return mailing


@pytest.fixture
def comments(cast):
    daily = published_daily(items=["Anbar", "Baghdad"])
    first = CommentFactory(
        update=daily, text="The bridge opened at nine, not at noon. I was there."
    )
    approved = CommentFactory(update=daily, name="Omar", email="", status="approved")
    report_comment(comment=approved, reason="off the subject", network="n", at=NOW)
    links = "See https://one.example.org and https://two.example.org/\nنعم، هذا صحيح"
    CommentFactory(update=daily, name="Lamia", email="l@example.org", text=links, parent=approved)
    task = open_task(comment=first, item=daily.items.first(), note="", by=cast.editor, at=NOW)
    Ban.objects.create(email="loud@example.org", by=cast.editor, banned_at=NOW)
    return task


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
        "sitting": "one page",
        "event_date": entry.event_date.isoformat() if entry.event_date else "",
        "event_date_end": "",
        "location": entry.location,
        "body": entry.body,
        "sources-TOTAL_FORMS": 0,
        "sources-INITIAL_FORMS": 0,
        **changes,
    }


def send(client, address, fields):
    """As the page's script sends it."""
    return client.post(address, fields, headers={"X-Requested-With": "fetch"})


def hears_nothing(page):
    """As when two people write in the same moment: no word of a colleague reaches the page."""
    page.route("**/here/", lambda route: route.fulfill(json={"people": [], "news": []}))
    page.route("**/rows/now/", lambda route: route.fulfill(status=204))


def settle(mailing, state, count, **facts):
    """So many of the waiting deliveries have come to this end."""
    keys = mailing.deliveries.filter(state="queued").values_list("pk", flat=True)[:count]
    rows = mailing.deliveries.filter(pk__in=list(keys))
    rows.update(state=state, settled_at=NOW + timedelta(seconds=20), **facts)
