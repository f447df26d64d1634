"""The daily goes out through the same ledger as the weekly."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bulletins.issues.models import Issue
from bulletins.publications.models import Publication
from bulletins.subscribers.models import Mailing
from bulletins.subscribers.services import mailings
from bulletins.tracker import renditions
from bulletins.tracker import services as tracker
from tests.subscribers.factories import NOW, SubscriptionFactory, make_issue, make_readers
from tests.tracker.factories import DailyFactory, DailyUpdateFactory, TrackerItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def daily():
    update = DailyUpdateFactory(publication=DailyFactory())
    TrackerItemFactory(update=update)
    edition = tracker.publish_daily(update=update, at=NOW)
    for rendition in edition.renditions.all():
        renditions.make(rendition_id=rendition.pk, at=NOW)
    update.refresh_from_db()
    return update


def test_a_daily_goes_to_those_who_chose_the_daily(daily):
    make_readers(2)
    reader = SubscriptionFactory(publication=daily.publication).subscriber
    mailing = mailings.queue_daily(daily=daily, send_at=NOW, at=NOW)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.recipients) == ("running", 1)
    assert mailing.deliveries.get().email == reader.email
    assert mailing.subject == daily.title
    assert "Trucks queued at the bridge until dusk." in mailing.text


def test_pressing_send_twice_makes_one_mailing(daily):
    first = mailings.queue_daily(daily=daily, send_at=NOW, at=NOW)
    assert mailings.queue_daily(daily=daily, send_at=NOW, at=NOW) == first


def test_the_tick_sends_a_daily_whose_time_has_come(daily):
    daily.send_at = NOW + timedelta(hours=1)
    daily.save()
    mailings.send_due(at=NOW)
    assert Mailing.objects.count() == 0
    for _ in range(2):
        mailings.send_due(at=NOW + timedelta(hours=1))
    assert Mailing.objects.get().daily == daily


def test_a_draft_is_not_sent():
    with pytest.raises(mailings.CannotSend, match="Only a published daily update can be sent"):
        mailings.queue_daily(daily=DailyUpdateFactory(), send_at=NOW, at=NOW)


def test_a_mailing_sends_one_thing(daily):
    issue: Issue = make_issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(scheduled_at=NOW, queued_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(
            issue=issue,
            edition=issue.editions.latest(),
            daily=daily,
            daily_edition=daily.editions.latest(),
            scheduled_at=NOW,
            queued_at=NOW,
        )


@pytest.mark.parametrize(("asked", "kinds"), [("?to=daily", {"daily"}), ("", {"daily", "weekly"})])
def test_whoever_comes_from_the_daily_is_offered_the_daily(client, asked, kinds):
    form = client.get(f"/subscribe/{asked}").context["form"]
    ticked = Publication.objects.filter(pk__in=form.initial["publications"])
    assert {publication.kind for publication in ticked} == kinds
