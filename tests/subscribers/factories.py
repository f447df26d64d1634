"""Readers and mailings for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import factory
from django.core.files.base import ContentFile

from bulletins.issues.models import Issue, Rendition
from bulletins.subscribers.models import Subscriber, Subscription, address_hash
from bulletins.subscribers.services import mailings
from tests.issues.factories import IssueFactory
from tests.publications.factories import WeeklyFactory

NOW = datetime(2017, 8, 3, 11, 0, tzinfo=UTC)
HTML = (
    '<p>Top: <a href="{{unsubscribe_url}}">Unsubscribe</a></p><p>.Bridges – open again</p>'
    '<p><a href="{{preferences_url}}">Preferences</a> <a href="{{unsubscribe_url}}">Leave</a></p>'
)
TEXT = (
    "Bridges – open again.\n\nUnsubscribe: {{unsubscribe_url}}\nPreferences: {{preferences_url}}\n"
)


class SubscriberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subscriber

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    email_sha256 = factory.LazyAttribute(lambda row: address_hash(row.email))
    created_at = NOW


class SubscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subscription

    subscriber = factory.SubFactory(SubscriberFactory)
    publication = factory.SubFactory(WeeklyFactory)
    confirmed_at = NOW
    consent_source = "the form"


def make_readers(count, *, publication=None):
    """Confirmed readers in two statements, however many."""
    publication = publication or WeeklyFactory()
    readers = Subscriber.objects.bulk_create(SubscriberFactory.build_batch(count), 1000)
    Subscription.objects.bulk_create(
        [
            Subscription(
                subscriber=reader,
                publication=publication,
                confirmed_at=NOW,
                consent_source="the form",
            )
            for reader in readers
        ],
        1000,
    )
    return readers


def make_issue(*, html=HTML, text=TEXT, **fields):
    """A published issue whose mail is rendered."""
    fields = {"status": Issue.Status.PUBLISHED, "number": 122, "slug": "122", **fields}
    issue = IssueFactory(**fields)
    edition = issue.editions.create(
        number=1, content={"title": issue.title}, sha256="0" * 64, published_at=NOW
    )
    store(edition, Rendition.Kind.EMAIL_HTML, html)
    store(edition, Rendition.Kind.EMAIL_TEXT, text)
    return issue


def store(edition, kind, text):
    body = text.encode()
    rendition = edition.renditions.create(
        kind=kind, status="done", sha256=sha256(body).hexdigest(), size=len(body)
    )
    rendition.file.save(f"{edition.pk}-{kind}", ContentFile(body))


def start_mailing(*, readers=3, at=NOW, **fields):
    """A mailing that runs, with so many readers queued."""
    make_readers(readers)
    mailing = mailings.queue_mailing(issue=make_issue(**fields), send_at=at, at=at)
    mailing.refresh_from_db()
    return mailing


def states(mailing):
    """State → rows, without the states no row is in."""
    return {state: rows for state, rows in mailing.counts().items() if rows}
